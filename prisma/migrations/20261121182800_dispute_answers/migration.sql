-- CreateTable
CREATE TABLE "dispute_answers" (
    "dispute_id" UUID NOT NULL,
    "texts" JSONB NOT NULL DEFAULT '{}',
    "files" JSONB NOT NULL DEFAULT '{}',
    "submitted_by_id" UUID,
    "submitted_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "dispute_answers_pkey" PRIMARY KEY ("dispute_id")
);

-- AddForeignKey
ALTER TABLE "dispute_answers" ADD CONSTRAINT "dispute_answers_dispute_id_fkey" FOREIGN KEY ("dispute_id") REFERENCES "disputes"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "dispute_answers" ADD CONSTRAINT "dispute_answers_submitted_by_id_fkey" FOREIGN KEY ("submitted_by_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

