export { GuestRuntime } from './guest-runtime.ts'
export { GuestsModule } from './guests.module.ts'
export { OwnHost } from './own-host.ts'
