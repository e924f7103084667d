import { tellStories } from './replay.ts'

tellStories(new URL('webcanape/', import.meta.url))
