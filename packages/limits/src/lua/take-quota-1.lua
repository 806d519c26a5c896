--[[
  Takes one message out of what a login may send in an hour and in a day. Messages are counted by minute and by quarter of an hour;
  a window holds the bucket that is under way beside its whole ones, so the limit holds for every hour and every 24 hours.

    KEYS[1] counts

    ARGV[1] most messages in an hour, 0 = any    ARGV[2] most in 24 hours, 0 = any

    returns { 1, minute, quarter } taken; { 0, seconds until the next may be sent, 1 hour or 2 day } refused
]]
local now = tonumber(redis.call('TIME')[1])
local windows = {
  { name = 'm', width = 60, buckets = 61, most = tonumber(ARGV[1]) },
  { name = 'q', width = 900, buckets = 97, most = tonumber(ARGV[2]) },
}
local sums, counts, outdated = { m = 0, q = 0 }, { m = {}, q = {} }, {}
local fields = redis.call('HGETALL', KEYS[1])
for i = 1, #fields, 2 do
  local name, bucket = string.match(fields[i], '^(%a)(%d+)$')
  local window = name == 'm' and windows[1] or windows[2]
  bucket = tonumber(bucket)
  if bucket <= math.floor(now / window.width) - window.buckets then
    outdated[#outdated + 1] = fields[i]
  else
    counts[name][bucket] = tonumber(fields[i + 1])
    sums[name] = sums[name] + tonumber(fields[i + 1])
  end
end
if #outdated > 0 then redis.call('HDEL', KEYS[1], unpack(outdated)) end
local wait, which = 0, 0
for index, window in ipairs(windows) do
  if window.most > 0 and sums[window.name] >= window.most then
    local current = math.floor(now / window.width)
    local left = sums[window.name]
    for bucket = current - window.buckets + 1, current do
      left = left - (counts[window.name][bucket] or 0)
      if left < window.most then
        local seconds = (bucket + window.buckets) * window.width - now
        if seconds > wait then wait, which = seconds, index end
        break
      end
    end
  end
end
if which > 0 then return { 0, wait, which } end
local minute, quarter = math.floor(now / 60), math.floor(now / 900)
redis.call('HINCRBY', KEYS[1], 'm' .. minute, 1)
redis.call('HINCRBY', KEYS[1], 'q' .. quarter, 1)
redis.call('EXPIRE', KEYS[1], 90000)
return { 1, minute, quarter }
