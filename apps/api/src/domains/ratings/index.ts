export { RatingsModule } from './ratings.module.ts'
