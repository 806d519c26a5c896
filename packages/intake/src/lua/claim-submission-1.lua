--[[
  Claims a submission that may be repeated.

    KEYS[1] hash: message_id, subject, since (ms), done

    ARGV[1] message id to use when it is new
    ARGV[2] digest of the subject
    ARGV[3] after how many ms a claim that was never finished may be settled by others
    ARGV[4] how long it is remembered (s)

    returns { what, message id }: 0 claimed, 1 accepted before, 2 under way elsewhere, 3 not heard of any more, -1 used for another message
]]
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local known = redis.call('HMGET', KEYS[1], 'message_id', 'subject', 'since', 'done')
if not known[1] then
  redis.call('HSET', KEYS[1], 'message_id', ARGV[1], 'subject', ARGV[2], 'since', now)
  redis.call('EXPIRE', KEYS[1], ARGV[4])
  return { 0, ARGV[1] }
end
if not known[4] and now - tonumber(known[3]) >= tonumber(ARGV[3]) then return { 3, known[1] } end
if known[2] ~= ARGV[2] then return { -1, known[1] } end
if known[4] then return { 1, known[1] } end
return { 2, known[1] }
