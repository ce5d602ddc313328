--[[
  Writes records, their audit events, effects, claims and index entries, or nothing.

  KEYS[1] audit list   KEYS[2] audit head (hash)   KEYS[3] outbox (stream)   KEYS[4] due (sorted set)
  KEYS[5...] the records, claims and index sets that ARGV[1] points at by number

  ARGV[1] JSON:
    token     a name of this very commit: when it is sent twice, the second answers as the first did
    records   [{ key, version, data, indexed }] version: the one that was read; 0 for a record that is new;
                                                indexed: JSON of its index entries, for the commit that comes after
    audit     { seq, hash, entries: [string], newSeq, newHash, trim?: { seq, hash } }
              seq, hash: the head that the entries were sealed on; trim: the last event that goes, with all before it
    effects   [string]
    claims    [{ key, holder, ttl? }]           taken, or already held by the same holder; ttl in ms
    releases  [{ key, holder }]                 freed where that holder has them
    due       [{ id, at? }]                     at in ms; without it the entry is removed
    indexes   [{ key, member, score }]
    removals  [{ key, member }]                 index entries that the records have left

  Answers
    { 1 }               written
    { -1, key }         a record has moved on
    { -2, key, holder } a claim is held by another
    { -3, seq, hash }   the audit head has moved on
]]
local change = cjson.decode(ARGV[1])

for _, record in ipairs(change.records) do
  local stored = redis.call('HMGET', KEYS[record.key], 'version', 'commit')
  if stored[2] == change.token then
    return { 1 }
  end
  if tonumber(stored[1] or '0') ~= record.version then
    return { -1, record.key }
  end
end

for _, claim in ipairs(change.claims) do
  local holder = redis.call('GET', KEYS[claim.key])
  if holder and holder ~= claim.holder then
    return { -2, claim.key, holder }
  end
end

local head = redis.call('HMGET', KEYS[2], 'seq', 'hash')
local seq, hash = tonumber(head[1] or '0'), head[2] or ''
if #change.audit.entries > 0 and (seq ~= change.audit.seq or hash ~= change.audit.hash) then
  return { -3, seq, hash }
end

for _, record in ipairs(change.records) do
  redis.call(
    'HSET', KEYS[record.key],
    'version', record.version + 1, 'data', record.data, 'indexed', record.indexed, 'commit', change.token
  )
end
for _, claim in ipairs(change.claims) do
  if claim.ttl then
    redis.call('SET', KEYS[claim.key], claim.holder, 'PX', claim.ttl)
  else
    redis.call('SET', KEYS[claim.key], claim.holder)
  end
end
for _, release in ipairs(change.releases) do
  if redis.call('GET', KEYS[release.key]) == release.holder then
    redis.call('DEL', KEYS[release.key])
  end
end
for _, entry in ipairs(change.audit.entries) do
  redis.call('RPUSH', KEYS[1], entry)
end
if #change.audit.entries > 0 then
  redis.call('HSET', KEYS[2], 'seq', change.audit.newSeq, 'hash', change.audit.newHash)
end
if change.audit.trim then
  local gone = tonumber(redis.call('HGET', KEYS[2], 'trimmedSeq') or '0')
  if change.audit.trim.seq > gone then
    redis.call('LTRIM', KEYS[1], change.audit.trim.seq - gone, -1)
    redis.call('HSET', KEYS[2], 'trimmedSeq', change.audit.trim.seq, 'trimmedHash', change.audit.trim.hash)
  end
end
for _, effect in ipairs(change.effects) do
  redis.call('XADD', KEYS[3], '*', 'effect', effect)
end
for _, entry in ipairs(change.due) do
  if entry.at then
    redis.call('ZADD', KEYS[4], entry.at, entry.id)
  else
    redis.call('ZREM', KEYS[4], entry.id)
  end
end
for _, entry in ipairs(change.removals) do
  redis.call('ZREM', KEYS[entry.key], entry.member)
end
for _, entry in ipairs(change.indexes) do
  redis.call('ZADD', KEYS[entry.key], entry.score, entry.member)
end
return { 1 }
