import type { Operator } from '../lifecycle.ts'

/** The command line's own hand: a drill may be approved by whoever starts it, and the log names it. */
export const drillOperator: Operator = {
  id: '00000000-0000-7000-8000-00000000d811',
  name: '訓練コマンド',
  roles: ['author', 'approver'],
}
