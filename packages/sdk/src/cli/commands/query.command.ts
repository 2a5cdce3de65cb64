import { operationCommand } from '../operation-command.ts'

export const queryCommand = () => operationCommand('query', 'Call a query: an operation that only reads')
