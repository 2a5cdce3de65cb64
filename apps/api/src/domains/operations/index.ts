export { CoreRegistry } from './core-registry.ts'
export { OperationsModule } from './operations.module.ts'
export { OperationsService } from './operations.service.ts'
