-- AlterTable
ALTER TABLE "install_logs" ADD COLUMN     "chain" TEXT[] DEFAULT ARRAY[]::TEXT[];

