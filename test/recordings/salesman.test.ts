import { salesman } from '../../src/apis/salesman/index.ts'
import { tellStories } from './stories.ts'

tellStories(new URL('salesman/', import.meta.url), salesman, { salesman: 'shipped' })
