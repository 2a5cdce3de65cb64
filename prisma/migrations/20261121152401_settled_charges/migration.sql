-- AlterTable
ALTER TABLE "charges" ADD COLUMN     "settled" BOOLEAN NOT NULL DEFAULT false;

-- CreateIndex
CREATE INDEX "charges_settled_publisher_id_idx" ON "charges"("settled", "publisher_id");

