--[[
  Replaces a field of a hash if it still holds what was read: what was trimmed meanwhile must not come back.
  KEYS[1] hash
  ARGV[1] field
  ARGV[2] what was read
  ARGV[3] what to write
  Returns 1 when it was replaced, else 0.
]]
if redis.call("HGET", KEYS[1], ARGV[1]) ~= ARGV[2] then
  return 0
end
redis.call("HSET", KEYS[1], ARGV[1], ARGV[3])
return 1
