--[[
  Opens a session.
  KEYS[1] session hash: digest, token_digest, ends_at (ms)
  ARGV[1] SHA-256 of its secret, hex
  ARGV[2] SHA-256 of the token's secret, hex: a token that is rotated away takes its sessions with it
  ARGV[3] how long it may last (ms)
  ARGV[4] how long it may rest (ms)
  Returns when it ends, in Unix ms.
]]
local t = redis.call("TIME")
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local ends_at = now + tonumber(ARGV[3])
redis.call("HSET", KEYS[1], "digest", ARGV[1], "token_digest", ARGV[2], "ends_at", ends_at)
redis.call("PEXPIRE", KEYS[1], math.min(tonumber(ARGV[3]), tonumber(ARGV[4])))
return ends_at
