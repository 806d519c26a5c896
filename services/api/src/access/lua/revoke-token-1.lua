#!lua flags=allow-oom
--[[
  Ends a token. Its record stays for a while, so that people see what became of it.
  KEYS[1] token hash
  ARGV[1] by whom
  ARGV[2] how long the record stays (ms)
  Returns 1, or 0 when there is no such token; a token revoked before stays as it is.
]]
if redis.call("HEXISTS", KEYS[1], "digest") == 0 then
  return 0
end
local t = redis.call("TIME")
local now = t[1] * 1000 + math.floor(t[2] / 1000)
if redis.call("HSETNX", KEYS[1], "revoked_at", now) == 1 then
  redis.call("HSET", KEYS[1], "revoked_by", ARGV[1])
  redis.call("PEXPIRE", KEYS[1], ARGV[2])
end
return 1
