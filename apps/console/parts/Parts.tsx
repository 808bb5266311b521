import { Button } from '#design/index.ts'
export function Parts() {
  return <Button tone="primary">部品</Button>
}
