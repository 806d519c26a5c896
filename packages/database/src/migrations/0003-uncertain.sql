-- Attempts that ended between the final dot and the answer: few, and asked for when mail came twice.
create index records_uncertain on records (message_id) where data ->> 'uncertain' = 'true';
