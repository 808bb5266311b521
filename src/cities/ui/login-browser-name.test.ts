import { expect, test } from 'vitest'
import { browserName } from './login-browser-name.ts'

test('a person knows their own device by its browser and system', () => {
  const edge =
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0'
  const iphone =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) Version/18.4 Mobile/15E148 Safari/604.1'
  expect(browserName(edge)).toBe('Edge · Windows')
  expect(browserName(iphone)).toBe('Safari · iPhone')
  expect(browserName('curl/8')).toBeNull()
})
