--[[
  Ends a claim, if it is still the one that is meant.

    KEYS[1] hash: message_id, subject, since (ms), done

    ARGV[1] message id of the claim
    ARGV[2] done: it was accepted; lost: whether it was is for the next one to find out; free: it was not

    returns 1 ended, 0 another claim stands there, or none
]]
if redis.call('HGET', KEYS[1], 'message_id') ~= ARGV[1] then return 0 end
if ARGV[2] == 'done' then
  redis.call('HSET', KEYS[1], 'done', 1)
elseif ARGV[2] == 'lost' then
  redis.call('HSET', KEYS[1], 'since', 0)
else
  redis.call('DEL', KEYS[1])
end
return 1
