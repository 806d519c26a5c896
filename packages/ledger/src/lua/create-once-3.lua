--[[
  Writes the ledger of a message that may be handed in several times, the first time only.

    KEYS[1] ledger
    KEYS[2] body
    KEYS[3] the mark that it was made

    ARGV[1] milliseconds the mark stands
    ARGV[2 …] fields and values of the ledger

    returns 1 written
            0 it was made before: nothing changed, and the body written for it again is gone if the message is
]]
if redis.call('SET', KEYS[3], '1', 'NX', 'PX', ARGV[1]) then
  redis.call('HSET', KEYS[1], unpack(ARGV, 2))
  return 1
end
if redis.call('EXISTS', KEYS[1]) == 0 then redis.call('DEL', KEYS[2]) end
return 0
