-- jsonb sorts the keys of an object; the order in which a manifest has them is the order of the fields of a form.
ALTER TABLE "versions" ALTER COLUMN "manifest" SET DATA TYPE JSON USING "manifest"::json;
