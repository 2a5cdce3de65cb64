import { operationCommand } from '../operation-command.ts'

export const actionCommand = () => operationCommand('action', 'Call an action: an operation that changes something')
