#!lua flags=allow-oom
--[[
  Lets the bearer of a token, or of a session opened with one, make a request. Allowed in a full Redis, or nobody could make room.
  KEYS[1] token hash
  KEYS[2] bucket hash: level (requests left), at (ms)
  KEYS[3] session hash: digest, token_digest, ends_at (ms)
  ARGV[1] "token" or "session"
  ARGV[2] SHA-256 of the secret of that, hex
  ARGV[3] SHA-256 of the admin token of the environment, hex, when the session is one of that; else empty
  ARGV[4] requests a minute of a token that names none; 0 is no limit
  ARGV[5] 1, or 0 to look only whether it is still good
  ARGV[6] how long a session may rest (ms)
  Returns { what, name, scope, allowed senders, expires_at, limit, requests left or ms to wait, ms until the bucket is full, ends_at }
  what: 1 good, 0 unknown, -1 expired, -2 revoked, -3 rotated away, -4 too many requests.
]]
local t = redis.call("TIME")
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local digest = ARGV[2]
local ends_at = ""
if ARGV[1] == "session" then
  local session = redis.call("HMGET", KEYS[3], "digest", "token_digest", "ends_at")
  if session[1] ~= digest or tonumber(session[3]) <= now then
    return { 0 }
  end
  digest = session[2]
  ends_at = session[3]
end

local token
if ARGV[3] ~= "" then
  if digest ~= ARGV[3] then
    return { 0 }
  end
  token = { digest, false, false, false, "", "", "admin", "", false, false }
else
  token = redis.call("HMGET", KEYS[1], "digest", "previous_digest", "previous_until", "revoked_at", "expires_at",
    "name", "scope", "allowed_senders", "requests_per_minute", "last_used_at")
end
if not token[1] then
  return { 0 }
end
if digest ~= token[1] then
  if digest ~= token[2] then
    return { 0 }
  end
  if tonumber(token[3]) <= now then
    return { -3 }
  end
end
if token[4] then
  return { -2 }
end
if token[5] and token[5] ~= "" and tonumber(token[5]) <= now then
  return { -1 }
end

local limit = tonumber(token[9] or ARGV[4])
local level = limit
if ARGV[5] == "1" then
  if limit > 0 then
    local bucket = redis.call("HMGET", KEYS[2], "level", "at")
    local rested = math.max(0, now - tonumber(bucket[2] or now))
    level = math.min(limit, tonumber(bucket[1] or limit) + rested * limit / 60000)
    if level < 1 then
      return { -4, token[6], token[7], "", "", limit, math.ceil((1 - level) * 60000 / limit) }
    end
    level = level - 1
    redis.call("HSET", KEYS[2], "level", level, "at", now)
    redis.call("PEXPIRE", KEYS[2], 61000)
  end
  if ARGV[3] == "" and now - tonumber(token[10] or 0) >= 60000 then
    redis.call("HSET", KEYS[1], "last_used_at", now)
  end
  if ends_at ~= "" then
    -- Written now and then only: within a tenth of its life nobody sees the difference.
    local life = math.min(tonumber(ARGV[6]), tonumber(ends_at) - now)
    if redis.call("PTTL", KEYS[3]) < life * 0.9 then
      redis.call("PEXPIRE", KEYS[3], life)
    end
  end
end
local full = 0
if limit > 0 then
  full = math.ceil((limit - level) * 60000 / limit)
end
return { 1, token[6], token[7], token[8] or "", token[5] or "", limit, math.floor(level), full, ends_at }
