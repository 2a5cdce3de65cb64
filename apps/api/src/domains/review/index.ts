export { ReviewModule } from './review.module.ts'
export { ReviewService } from './review.service.ts'
