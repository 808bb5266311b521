import { createServer, type Socket } from 'node:net'

/**
 * Far sides for `bench/mail.ts`, in a process of their own: `sink PORT` takes everything; `bad PORT` listens on four ports: holds every
 * RCPT for 20 s · refuses with 451 · (closed: nobody) · takes the connection and says nothing.
 */
const [mode, first] = process.argv.slice(2)
const port = Number(first)

/** Enough SMTP to be sent to, with an own answer to RCPT. */
function talk(socket: Socket, rcpt: (answer: (line: string) => void) => void): void {
  let text = false
  let rest = ''
  socket.on('error', () => undefined)
  socket.write('220 far.example ESMTP\r\n')
  socket.on('data', (chunk) => {
    rest += chunk.toString('latin1')
    for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
      const line = rest.slice(0, end)
      rest = rest.slice(end + 2)
      if (text) {
        if (line !== '.') continue
        text = false
        socket.write('250 2.0.0 taken\r\n')
      } else if (/^EHLO/i.test(line)) socket.write('250-far.example\r\n250 SIZE 10000000\r\n')
      else if (/^RCPT/i.test(line)) rcpt((answer) => socket.write(`${answer}\r\n`))
      else if (/^DATA/i.test(line)) {
        text = true
        socket.write('354 go on\r\n')
      } else if (/^QUIT/i.test(line)) socket.end('221 bye\r\n')
      else socket.write('250 2.0.0 fine\r\n')
    }
  })
}

const open = (at: number, each: (socket: Socket) => void) => createServer(each).listen(at, '127.0.0.1')

if (mode === 'sink') open(port, (socket) => talk(socket, (answer) => answer('250 2.1.5 fine')))
if (mode === 'bad') {
  open(port, (socket) => talk(socket, (answer) => void setTimeout(answer, 20_000, '250 2.1.5 fine')))
  open(port + 1, (socket) => talk(socket, (answer) => answer('451 4.7.1 not now')))
  open(port + 3, (socket) => void socket.on('error', () => undefined))
}
