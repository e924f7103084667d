import { expect, test } from 'vitest'
import { oldLimitOf } from '../../../src/core/lib/heap-limit.ts'

const MB = 1024 * 1024

// What Node 20 and Node 24 tell where they are started so.
test.each([
  [176, '--max-old-space-size=128', '11.3.244.8-node.30', 128],
  [320, '--max-old-space-size=128', '13.6.233.17-node.26', 128],
  [2240, '--max_old_space_size=2048', '13.6.233.17-node.26', 2048],
  [320, '--max-old-space-size=4096 --inspect --max-old-space-size=128', '13.6.233.17-node.26', 128],
  [2096, '', '11.3.244.8-node.30', 2048],
  [4288, '', '13.6.233.17-node.26', 4096],
  [2096, '--max-old-space-size=0', '11.3.244.8-node.30', 2048],
  [300, '', '13.6.233.17-node.26', 150],
])('of %i MB in all, with “%s” and V8 %s, old objects have %i', (total, flags, v8, old) => {
  expect(oldLimitOf(total * MB, flags, v8)).toBe(old * MB)
})
