import { webcanape } from '../../src/apis/webcanape/index.ts'
import { tellStories } from './stories.ts'

tellStories(new URL('webcanape/', import.meta.url), webcanape)
