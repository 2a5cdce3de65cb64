export { StorefrontModule } from './storefront.module.ts'
