import { type Logger, pino } from 'pino'

export type Log = Logger

/**
 * JSON lines on standard output: a fixed event name (`dispatch.retry`), ids, numbers and `reason`.
 * What could name a person or open a door is cut out here once more, should a caller forget.
 */
export function createLog(level: string, destination?: pino.DestinationStream): Log {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: {
      paths: [
        'password',
        'token',
        'secret',
        'authorization',
        'cookie',
        'email',
        'address',
        'text',
        '*.password',
        '*.token',
        '*.secret',
        '*.authorization',
        '*.cookie',
        '*.email',
        '*.address',
        '*.text',
      ],
      censor: '[cut]',
    },
  }
  return destination ? pino(options, destination) : pino(options)
}
