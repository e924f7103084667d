import type { RefObject } from 'preact'
import { useEffect, useLayoutEffect, useState } from 'preact/hooks'

export interface Window {
  readonly from: number
  readonly to: number
}

/** Rows drawn beyond those that are seen. */
const MARGIN = 12

/** Which rows of a long list are in sight: only they are drawn. All rows have one height, in pixels. */
export function useWindow(ref: RefObject<HTMLElement | null>, count: number, rowHeight: number): Window {
  const [view, setView] = useState({ top: 0, height: 800 })
  const measureOf = (box: HTMLElement): void => {
    const { scrollTop: top, clientHeight: height } = box
    setView(before => (before.top === top && before.height === height ? before : { top, height }))
  }
  useLayoutEffect(() => measureOf(ref.current!), [count])
  useEffect(() => {
    const box = ref.current!
    const measure = (): void => measureOf(box)
    const size = new ResizeObserver(measure)
    size.observe(box)
    box.addEventListener('scroll', measure, { passive: true })
    return () => {
      size.disconnect()
      box.removeEventListener('scroll', measure)
    }
  }, [])
  const from = Math.max(0, Math.min(count, Math.floor(view.top / rowHeight)) - MARGIN)
  const to = Math.min(count, Math.ceil((view.top + view.height) / rowHeight) + MARGIN)
  return { from, to }
}
