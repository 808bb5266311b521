import { createHash, createPublicKey, verify } from 'node:crypto'

/** RFC 6376 read once more, from the receiver's side and on our own signature's form alone. */
export function holds(raw: Buffer, publicKey: string): boolean {
  const [head = '', body = ''] = raw.toString('latin1').split(/\r\n\r\n(.*)/s)
  const fields = head.split(/\r\n(?![ \t])/).map((line) => ({
    name: line.slice(0, line.indexOf(':')).toLowerCase(),
    value: line.slice(line.indexOf(':') + 1),
  }))
  const signature = fields.find((field) => field.name === 'dkim-signature')?.value ?? ''
  const tag = (name: string) =>
    signature.match(new RegExp(`[;\\s]${name}=([^;]*)`))?.[1]?.replace(/\s/g, '') ?? ''
  const flat = (name: string, value: string) => `${name}:${value.replace(/\s+/g, ' ').trim()}`
  const rest = [...fields]
  const signedHead = tag('h')
    .split(':')
    .flatMap((name) => {
      const at = rest.findLastIndex((field) => field.name === name)
      return at < 0 ? [] : rest.splice(at, 1).map((field) => `${flat(name, field.value)}\r\n`)
    })
  if (
    createHash('sha256')
      .update(`${body.replace(/(\r\n)+$/, '')}\r\n`, 'latin1')
      .digest('base64') !== tag('bh')
  )
    return false
  const text = signedHead.join('') + flat('dkim-signature', signature.replace(/b=[^;=]*={0,2}\s*$/, 'b='))
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' })
  return verify('sha256', Buffer.from(text, 'latin1'), key, Buffer.from(tag('b'), 'base64'))
}
