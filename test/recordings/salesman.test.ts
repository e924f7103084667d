import { tellStories } from './replay.ts'

tellStories(new URL('salesman/', import.meta.url), { salesman: 'shipped' })
