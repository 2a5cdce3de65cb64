-- AlterTable
ALTER TABLE "charges" ADD COLUMN     "paid_from" TIMESTAMPTZ(3);

