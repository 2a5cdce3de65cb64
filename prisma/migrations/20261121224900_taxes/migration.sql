-- CreateEnum
CREATE TYPE "TaxTerms" AS ENUM ('none', 'exclusive', 'inclusive');

-- AlterTable
ALTER TABLE "prices" ADD COLUMN     "provider_tax" "TaxTerms" NOT NULL DEFAULT 'none';

-- AlterTable
ALTER TABLE "purchases" ADD COLUMN     "tax" "TaxTerms" NOT NULL DEFAULT 'none';

