import './style/main.css'
import { effect } from '@preact/signals'
import { render } from 'preact'
import { App } from './frame/app.tsx'
import { place, watchAddress } from './state/address.ts'
import { watchKeys } from './state/keys.ts'
import { startSession } from './state/session.ts'
import { lang, theme } from './state/settings.ts'

effect(() => {
  const root = document.documentElement
  root.lang = lang.value
  root.dataset.theme = theme.value
  document.title = `${place.value.sandbox} · ${place.value.view} · Poligon`
})
watchAddress()
watchKeys()
render(<App />, document.getElementById('app')!)
startSession()
