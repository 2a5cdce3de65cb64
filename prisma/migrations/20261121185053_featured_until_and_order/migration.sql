-- AlterTable
ALTER TABLE "extensions" ADD COLUMN     "featured_rank" INTEGER,
ADD COLUMN     "featured_until" TIMESTAMPTZ(3);

