--[[
  The commit point of a message whose submission may be repeated: it is committed once, or never when it was given up.

    KEYS[1] ledger
    KEYS[2] mark: committed, kept (committed, and somebody was told so), void (given up)

    ARGV[1] how long the mark is remembered (s)
    ARGV[2…] fields of the ledger and their values; none for a message that ends as it comes

    returns 1 committed, now or before
            0 given up by somebody who found the claim of a submission that seemed lost
]]
local mark = redis.call('GET', KEYS[2])
if mark == 'void' then return 0 end
if mark then return 1 end
if #ARGV > 1 then redis.call('HSET', KEYS[1], unpack(ARGV, 2)) end
redis.call('SET', KEYS[2], 'committed', 'EX', ARGV[1])
return 1
