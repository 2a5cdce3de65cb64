export { AuditModule } from './audit.module.ts'
export { AuditService } from './audit.service.ts'
