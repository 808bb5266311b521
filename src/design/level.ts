import { defineMessages } from './i18n.ts'

/** 警戒レベル. 0 stands for "none is in force". */
export type Level = 0 | 1 | 2 | 3 | 4 | 5

/** The levels that a city or JMA can name, highest first. */
export const levels: readonly Exclude<Level, 0>[] = [5, 4, 3, 2, 1]

/**
 * Classes for text standing on the official colour. Text on level 3 is black: white reaches only 3.8 : 1.
 * Level 1 is white, so it carries a line.
 */
export const levelClass: Record<Level, string> = {
  5: 'bg-level-5 text-white',
  4: 'bg-level-4 text-white',
  3: 'bg-level-3 text-black',
  2: 'bg-level-2 text-black',
  1: 'bg-level-1 text-black border border-field',
  0: 'bg-level-0 text-black',
}

/** The colour of a level as ink on paper, where the level is not in force in earnest: awaiting approval, or a drill. */
export const levelInk: Record<Level, string> = {
  5: 'text-level-5',
  4: 'text-level-4',
  3: 'text-black',
  2: 'text-black',
  1: 'text-black',
  0: 'text-black',
}

/** The official colours for SVG fills and lines. */
export const levelColor: Record<Level, string> = {
  5: '#0c000c',
  4: '#aa00aa',
  3: '#ff2800',
  2: '#f2e700',
  1: '#ffffff',
  0: '#c8c8cb',
}

/** The words of the law for 5–3, of JMA for 2 and 1. `parts` are the places where a narrow block may break. */
export const levelMessages = defineMessages({
  ja: {
    level: (level: number) => `警戒レベル${level}`,
    word5: '緊急安全確保',
    word4: '避難指示',
    word3: '高齢者等避難',
    word2: '注意報',
    word1: '早期注意情報',
    word0: '発令なし',
    parts5: '緊急\n安全確保',
    parts4: '避難指示',
    parts3: '高齢者等\n避難',
    parts2: '注意報',
    parts1: '早期\n注意情報',
    short: (level: number) => `レベル${level}`,
    none: 'レベルなし',
    chosen: '選択中',
    pick: '警戒レベル',
    pickHint: 'ひとつ選ぶ',
    drill: '訓練',
  },
  en: {
    level: (level: number) => `Alert Level ${level}`,
    word5: 'Emergency Safety Measures',
    word4: 'Evacuation Order',
    word3: 'Evacuation of the Elderly, Etc.',
    word2: 'Advisory',
    word1: 'Early Warning',
    word0: 'None in force',
    parts5: 'Emergency\nSafety',
    parts4: 'Evacuation\nOrder',
    parts3: 'Evacuation\nof Elderly',
    parts2: 'Advisory',
    parts1: 'Early\nWarning',
    short: (level) => `Level ${level}`,
    none: 'No level',
    chosen: 'Chosen',
    pick: 'Alert level',
    pickHint: 'Choose one',
    drill: '訓練 DRILL',
  },
})

/** The word of a level in the language of `messages` (from `useMessages(levelMessages)`). */
export function levelWord(messages: (typeof levelMessages)['ja'], level: Level): string {
  return messages[`word${level}`]
}
