--[[
  Claims an idempotency key for one request.
  KEYS[1] hash: message_id, fingerprint, since (ms), done
  ARGV[1] fingerprint of the request
  ARGV[2] message id to use when the key is new
  ARGV[3] after how many ms a claim that was never finished may be taken over
  ARGV[4] how long the key is remembered (s)
  Returns { what, message id }: 0 new, 1 done, 2 under way elsewhere, 3 taken over from one that never finished, -1 used for another request.
]]
local t = redis.call("TIME")
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local known = redis.call("HMGET", KEYS[1], "message_id", "fingerprint", "since", "done")
if not known[1] then
  redis.call("HSET", KEYS[1], "message_id", ARGV[2], "fingerprint", ARGV[1], "since", now)
  redis.call("EXPIRE", KEYS[1], ARGV[4])
  return { 0, ARGV[2] }
end
if known[2] ~= ARGV[1] then
  return { -1, known[1] }
end
if known[4] then
  return { 1, known[1] }
end
if now - tonumber(known[3]) < tonumber(ARGV[3]) then
  return { 2, known[1] }
end
redis.call("HSET", KEYS[1], "since", now)
return { 3, known[1] }
