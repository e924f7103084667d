export interface Bar {
  readonly label: string
  readonly value: number
  /** Printed at its end. */
  readonly says: string
  readonly kind: string
}

export interface Panel {
  readonly title: string
  readonly bars: readonly Bar[]
}

const COLOURS: Readonly<Record<string, string>> = { ours: '#2a6f4e', floor: '#b8b2a7', peer: '#7f9bb3' }
const [ROW, LEFT, WIDTH, HEAD] = [20, 150, 640, 34]

/** Horizontal bars, a panel for each case: an SVG without scripts, fonts or links. */
export function barChart(title: string, panels: readonly Panel[]): string {
  let y = 48
  const parts = [`<text x="16" y="26" font-size="16" font-weight="600">${escaped(title)}</text>`]
  for (const { title, bars } of panels) {
    const most = Math.max(...bars.map(bar => bar.value))
    parts.push(`<text x="16" y="${y + 16}" font-weight="600">${escaped(title)}</text>`)
    y += HEAD - 8
    for (const { label, value, says, kind } of bars) {
      const width = Math.max(1, ((WIDTH - LEFT - 90) * value) / most)
      parts.push(
        `<text x="${LEFT - 8}" y="${y + 13}" text-anchor="end">${escaped(label)}</text>`,
        `<rect x="${LEFT}" y="${y + 2}" width="${width.toFixed(1)}" height="${ROW - 5}" fill="${COLOURS[kind] ?? '#999'}"/>`,
        `<text x="${(LEFT + width + 6).toFixed(1)}" y="${y + 13}">${escaped(says)}</text>`,
      )
      y += ROW
    }
    y += 10
  }
  return framed(WIDTH, y, parts)
}

export interface Line {
  readonly label: string
  readonly colour: string
  /** x from 0 to 1. */
  readonly points: readonly (readonly [x: number, y: number])[]
}

/** Lines over a common time, each by its own greatest value, which its label says. */
export function lineChart(title: string, lines: readonly Line[], axis: string): string {
  const [left, top, width, height] = [16, 60 + lines.length * 16, 608, 220]
  const parts = [`<text x="16" y="26" font-size="16" font-weight="600">${escaped(title)}</text>`]
  parts.push(`<rect x="${left}" y="${top}" width="${width}" height="${height}" fill="none" stroke="#ddd"/>`)
  for (const [i, { label, colour, points }] of lines.entries()) {
    const most = Math.max(...points.map(([, y]) => y), 1e-9)
    const path = points.map(
      ([x, y]) => `${(left + x * width).toFixed(1)},${(top + height * (1 - y / most)).toFixed(1)}`,
    )
    parts.push(
      `<polyline points="${path.join(' ')}" fill="none" stroke="${colour}" stroke-width="1.5"/>`,
      `<text x="16" y="${46 + i * 16}" fill="${colour}">${escaped(label)}</text>`,
    )
  }
  parts.push(`<text x="${left + width}" y="${top + height + 16}" text-anchor="end">${escaped(axis)}</text>`)
  return framed(WIDTH, top + height + 28, parts)
}

const framed = (width: number, height: number, parts: readonly string[]): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="12" fill="#222">\n<rect width="${width}" height="${height}" fill="#fff"/>\n${parts.join('\n')}\n</svg>\n`

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
