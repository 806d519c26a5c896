--[[
  Gives a token a new secret.
  KEYS[1] token hash
  ARGV[1] SHA-256 of the new secret, hex
  ARGV[2] how long the old one stays good (ms)
  Returns 1, or 0 when there is no such token, -1 when it has expired, -2 when it was revoked.
]]
local token = redis.call("HMGET", KEYS[1], "digest", "revoked_at", "expires_at")
if not token[1] then
  return 0
end
if token[2] then
  return -2
end
local t = redis.call("TIME")
local now = t[1] * 1000 + math.floor(t[2] / 1000)
if token[3] and tonumber(token[3]) <= now then
  return -1
end
-- A command the client sends twice must not make the new secret the old one.
if token[1] == ARGV[1] then
  return 1
end
redis.call("HSET", KEYS[1], "digest", ARGV[1], "previous_digest", token[1], "previous_until", now + tonumber(ARGV[2]),
  "rotated_at", now)
return 1
