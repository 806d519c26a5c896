-- Removes a group with all it had in hand, so that the stream keeps nothing for it any more.
-- KEYS stream, counts
-- ARGV group
-- returns 1 when there was one, else 0
local fields = { 'before:', 'acknowledged:', 'dropped:', 'patience:' }
for i, field in ipairs(fields) do redis.call('HDEL', KEYS[2], field .. ARGV[1]) end
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
return redis.call('XGROUP', 'DESTROY', KEYS[1], ARGV[1])
