import { Controller, Get, Header } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { manifestJsonSchema } from '@grantry/contract'
import { ApiFile, Public } from '../../platform/http/index.ts'

/** The published JSON Schema of `extension.json`, for editors and for publishers' own checks. */
@Public()
@ApiTags('catalogue')
@Controller('schemas')
export class ManifestSchemaController {
  @Get('extension.json')
  @ApiOperation({ summary: 'Answers the JSON Schema of `extension.json`' })
  @ApiFile('application/schema+json', 'JSON Schema 2020-12')
  @Header('content-type', 'application/schema+json')
  get(): object {
    return manifestJsonSchema()
  }
}
