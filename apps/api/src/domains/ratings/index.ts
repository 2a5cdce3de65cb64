export { RatingsModule } from './ratings.module.ts'
export { RatingsService } from './ratings.service.ts'
