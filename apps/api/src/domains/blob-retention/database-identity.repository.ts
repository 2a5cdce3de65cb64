import { Injectable } from '@nestjs/common'
import { Database } from '../../platform/database/index.ts'

@Injectable()
export class DatabaseIdentityRepository {
  constructor(private readonly database: Database) {}

  /** What this database and its copies have in common. */
  async get(): Promise<string> {
    return (await this.database.client.databaseIdentity.findFirstOrThrow()).id
  }
}
