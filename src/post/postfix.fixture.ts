import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A real Postfix, private to a test: own configuration, own queue, loopback alone. Needs root, as Postfix does. */
export interface Postfix {
  port: number
  close(): void
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise<void>((resolve) => server.close(() => resolve()))
  return port
}

const services = `cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
`

/**
 * Starts Postfix as an operator's server would stand between us and people.
 *
 * @param ways  domain → port on loopback where its mail is handed on to
 */
export async function startPostfix(ways: Record<string, number>): Promise<Postfix> {
  const home = mkdtempSync(join(tmpdir(), 'tsunagu-postfix-'))
  chmodSync(home, 0o755)
  const port = await freePort()
  for (const folder of ['config', 'queue', 'data']) mkdirSync(join(home, folder), { mode: 0o755 })
  execFileSync('chown', ['postfix', join(home, 'data')])
  const transports = Object.entries(ways).map(([domain, to]) => `{ ${domain} = smtp:[127.0.0.1]:${to} }`)
  const settings = {
    compatibility_level: '3.6',
    queue_directory: join(home, 'queue'),
    data_directory: join(home, 'data'),
    command_directory: '/usr/sbin',
    daemon_directory: '/usr/lib/postfix/sbin',
    mail_owner: 'postfix',
    setgid_group: 'postdrop',
    maillog_file: join(home, 'mail.log'),
    maillog_file_prefixes: home,
    myhostname: 'mx.far.example',
    mydestination: '',
    local_recipient_maps: '',
    alias_maps: '',
    inet_interfaces: '127.0.0.1',
    inet_protocols: 'ipv4',
    mynetworks: '127.0.0.0/8',
    relay_domains: Object.keys(ways).join(', '),
    smtpd_relay_restrictions: 'permit_mynetworks, reject_unauth_destination',
    transport_maps: `inline:{ ${transports.join(', ')} }`,
    smtp_host_lookup: 'native',
    smtp_dns_support_level: 'disabled',
    in_flow_delay: '0',
    smtpd_client_connection_count_limit: '0',
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}\n`)
  writeFileSync(join(home, 'config/main.cf'), lines.join(''))
  writeFileSync(join(home, 'config/master.cf'), `127.0.0.1:${port} inet n - n - - smtpd\n${services}`)
  const run = (verb: string) => spawnSync('postfix', ['-c', join(home, 'config'), verb], { encoding: 'utf8' })
  const started = run('start')
  if (started.status !== 0) throw new Error(`postfix did not start: ${started.stderr}`)
  return {
    port,
    close() {
      run('stop')
      rmSync(home, { recursive: true, force: true })
    },
  }
}
