-- The catalogues as shipped (records.md): places, components, symptoms, trades, causes, and what a
-- component with a symptom usually means.  Codes are for ever, because old matters name them; words
-- and rules may be edited by the administrator, so later shipments never touch an existing row.
insert into catalogue (kind, code, zh, en, pos, common) values
  ('place', 'entrance', '玄关', 'Entrance', 10, 0),
  ('place', 'living', '客厅', 'Living room', 20, 0),
  ('place', 'dining', '餐厅', 'Dining room', 30, 0),
  ('place', 'master_bedroom', '主卧', 'Master bedroom', 40, 0),
  ('place', 'second_bedroom', '次卧', 'Second bedroom', 50, 0),
  ('place', 'study', '书房', 'Study', 60, 0),
  ('place', 'kitchen', '厨房', 'Kitchen', 70, 0),
  ('place', 'master_bath', '主卫', 'Master bathroom', 80, 0),
  ('place', 'guest_bath', '客卫', 'Guest bathroom', 90, 0),
  ('place', 'balcony', '阳台/露台', 'Balcony or terrace', 100, 0),
  ('place', 'utility', '设备平台', 'Equipment platform', 110, 0),
  ('place', 'stair', '楼梯', 'Stairs', 120, 0),
  ('place', 'roof', '屋面', 'Roof', 130, 0),
  ('place', 'basement', '地下室', 'Basement', 140, 0),
  ('place', 'garage', '车库', 'Garage', 150, 0),
  ('place', 'garden', '花园', 'Garden', 160, 0),
  ('place', 'facade', '外墙', 'Façade', 170, 1),
  ('place', 'lobby', '大堂', 'Lobby', 180, 1),
  ('place', 'corridor', '走廊', 'Corridor', 190, 1),
  ('place', 'lift', '电梯', 'Lift', 200, 1),
  ('place', 'pipe_shaft', '管井', 'Pipe shaft', 210, 1),
  ('place', 'landscape', '园林道路', 'Paths and landscape', 220, 1),
  ('place', 'other', '其他部位', 'Another place', 230, 0),
  ('component', 'wall', '墙面', 'Wall', 10, 0),
  ('component', 'ceiling', '顶棚', 'Ceiling', 20, 0),
  ('component', 'floor', '地面', 'Floor', 30, 0),
  ('component', 'door', '门', 'Door', 40, 0),
  ('component', 'window', '窗', 'Window', 50, 0),
  ('component', 'hardware', '五金', 'Hardware', 60, 0),
  ('component', 'waterproof', '防水', 'Waterproof layer', 70, 0),
  ('component', 'water_supply', '给水', 'Water supply', 80, 0),
  ('component', 'drainage', '排水', 'Drainage', 90, 0),
  ('component', 'strong_current', '强电', 'Mains electricity', 100, 0),
  ('component', 'weak_current', '弱电', 'Low-voltage wiring', 110, 0),
  ('component', 'floor_heating', '地暖/供暖', 'Floor heating or heating', 120, 0),
  ('component', 'air_conditioning', '空调', 'Air conditioning', 130, 0),
  ('component', 'fresh_air', '新风', 'Fresh air', 140, 0),
  ('component', 'hvac', '暖通（其他）', 'Heating and ventilation, other', 150, 0),
  ('component', 'gas', '燃气', 'Gas', 160, 0),
  ('component', 'sanitary', '洁具', 'Sanitary ware', 170, 0),
  ('component', 'cabinets', '橱柜/浴室柜', 'Kitchen or bathroom cabinets', 180, 0),
  ('component', 'tile', '瓷砖/石材', 'Tile or stone', 190, 0),
  ('component', 'timber_floor', '木地板', 'Timber floor', 200, 0),
  ('component', 'paint', '涂料/墙纸', 'Paint or wallpaper', 210, 0),
  ('component', 'appliances', '电器', 'Appliances', 220, 0),
  ('component', 'intelligent', '智能', 'Smart-home devices', 230, 0),
  ('component', 'railing', '栏杆', 'Railing', 240, 0),
  ('component', 'insulation', '保温', 'Insulation', 250, 0),
  ('component', 'structure', '结构', 'Structure', 260, 0),
  ('component', 'other', '其他构件', 'Something else', 270, 0),
  ('symptom', 'leak', '渗漏', 'Leak', 10, 0),
  ('symptom', 'hollow', '空鼓', 'Hollow', 20, 0),
  ('symptom', 'crack_hair', '开裂（细裂缝）', 'Hairline crack', 30, 0),
  ('symptom', 'crack_through', '开裂（贯穿裂缝）', 'Through crack', 40, 0),
  ('symptom', 'falling_off', '脱落', 'Falling off', 50, 0),
  ('symptom', 'sanding', '起砂', 'Sanding', 60, 0),
  ('symptom', 'mould', '发霉', 'Mould', 70, 0),
  ('symptom', 'uneven', '不平整', 'Uneven', 80, 0),
  ('symptom', 'out_of_square', '阴阳角不方正', 'Corner out of square', 90, 0),
  ('symptom', 'damaged', '破损划伤', 'Damaged or scratched', 100, 0),
  ('symptom', 'stain', '污染色差', 'Stain or colour difference', 110, 0),
  ('symptom', 'loose', '松动', 'Loose', 120, 0),
  ('symptom', 'wont_open_close', '开关不畅', 'Does not open or close well', 130, 0),
  ('symptom', 'noise', '异响', 'Noise', 140, 0),
  ('symptom', 'blocked', '堵塞', 'Blocked', 150, 0),
  ('symptom', 'drain_smell', '返臭', 'Smell from the drain', 160, 0),
  ('symptom', 'no_water_power', '无水无电', 'No water or power', 170, 0),
  ('symptom', 'trips', '跳闸', 'Trips the breaker', 180, 0),
  ('symptom', 'low_pressure', '水压低', 'Low water pressure', 190, 0),
  ('symptom', 'not_warm', '不热', 'Not warm', 200, 0),
  ('symptom', 'missing', '缺失', 'Missing', 210, 0),
  ('symptom', 'not_to_contract', '与合同不符', 'Not as in the contract', 220, 0),
  ('symptom', 'odour', '异味', 'Odour', 230, 0),
  ('symptom', 'sound_insulation', '隔音', 'Sound insulation', 240, 0),
  ('symptom', 'other', '其他现象', 'Something else', 250, 0),
  ('trade', 'civil', '土建', 'Civil works', 10, 0),
  ('trade', 'waterproofing', '防水', 'Waterproofing', 20, 0),
  ('trade', 'doors_windows', '门窗', 'Doors and windows', 30, 0),
  ('trade', 'plumbing_electrical', '水电', 'Plumbing and electrical', 40, 0),
  ('trade', 'fit_out', '精装', 'Fit-out', 50, 0),
  ('trade', 'hvac', '暖通', 'Heating, ventilation, cooling', 60, 0),
  ('trade', 'lift', '电梯', 'Lifts', 70, 0),
  ('trade', 'landscape', '园林', 'Landscape', 80, 0),
  ('trade', 'fire', '消防', 'Fire protection', 90, 0),
  ('trade', 'intelligent', '智能化', 'Smart systems', 100, 0),
  ('trade', 'facade', '幕墙/外保温', 'Façade and outer insulation', 110, 0),
  ('trade', 'entrance_door', '入户门', 'Entrance doors', 120, 0),
  ('trade', 'cabinets', '橱柜', 'Cabinets', 130, 0),
  ('trade', 'appliances', '电器', 'Appliances', 140, 0),
  ('cause', 'design', '设计', 'Design', 10, 0),
  ('cause', 'material', '材料', 'Material', 20, 0),
  ('cause', 'workmanship', '施工', 'Workmanship', 30, 0),
  ('cause', 'later_trade', '后续施工损坏', 'Damage by a later trade', 40, 0),
  ('cause', 'use', '使用不当', 'Use', 50, 0),
  ('cause', 'owner_fit_out', '业主装修', 'Owner''s fit-out', 60, 0),
  ('cause', 'third_party', '第三方', 'Third party', 70, 0),
  ('cause', 'ageing', '自然老化', 'Ageing', 80, 0),
  ('cause', 'force_majeure', '不可抗力', 'Force majeure', 90, 0),
  ('cause', 'unknown', '尚不清楚', 'Not known yet', 100, 0);

-- Symptom '' is any symptom, component '' any component; the row ('', '') answers when nothing else
-- does.  Notes are filled in below: one note serves many rows.
insert into catalogue_rule (component, symptom, warranty_code, trade, urgency) values
  ('', '', 'other', 'civil', 'general_b'),
  ('', 'leak', 'wet_room_leak', 'waterproofing', 'general_a'),
  ('', 'crack_through', 'structure', 'civil', 'complex'),
  ('', 'blocked', 'pipe_blocked', 'plumbing_electrical', 'general_a'),
  ('', 'drain_smell', 'equipment', 'plumbing_electrical', 'general_a'),
  ('', 'no_water_power', 'electrical', 'plumbing_electrical', 'emergency'),
  ('', 'trips', 'electrical', 'plumbing_electrical', 'general_a'),
  ('', 'low_pressure', 'equipment', 'plumbing_electrical', 'general_a'),
  ('', 'not_warm', 'heating', 'hvac', 'general_a'),
  ('', 'mould', 'wet_room_leak', 'waterproofing', 'general_b'),
  ('', 'falling_off', 'plaster', 'civil', 'general_b'),
  ('', 'odour', 'decoration', 'fit_out', 'general_b'),
  ('wall', '', 'plaster', 'civil', 'general_b'),
  ('wall', 'leak', 'wet_room_leak', 'waterproofing', 'general_a'),
  ('wall', 'mould', 'wet_room_leak', 'waterproofing', 'general_b'),
  ('wall', 'falling_off', 'plaster', 'civil', 'general_b'),
  ('wall', 'loose', 'plaster', 'civil', 'general_b'),
  ('wall', 'crack_hair', 'plaster', 'civil', 'general_b'),
  ('wall', 'crack_through', 'structure', 'civil', 'complex'),
  ('wall', 'damaged', 'decoration', 'fit_out', 'general_b'),
  ('wall', 'stain', 'decoration', 'fit_out', 'general_b'),
  ('wall', 'odour', 'decoration', 'fit_out', 'general_b'),
  ('wall', 'noise', 'other', 'civil', 'general_b'),
  ('wall', 'missing', 'other', 'civil', 'general_b'),
  ('wall', 'not_to_contract', 'other', 'civil', 'general_b'),
  ('wall', 'sound_insulation', 'other', 'civil', 'general_b'),
  ('ceiling', '', 'plaster', 'civil', 'general_b'),
  ('ceiling', 'leak', 'wet_room_leak', 'waterproofing', 'general_a'),
  ('ceiling', 'mould', 'wet_room_leak', 'waterproofing', 'general_b'),
  ('ceiling', 'falling_off', 'plaster', 'civil', 'general_b'),
  ('ceiling', 'loose', 'plaster', 'civil', 'general_b'),
  ('ceiling', 'crack_hair', 'plaster', 'civil', 'general_b'),
  ('ceiling', 'crack_through', 'structure', 'civil', 'complex'),
  ('ceiling', 'damaged', 'decoration', 'fit_out', 'general_b'),
  ('ceiling', 'stain', 'decoration', 'fit_out', 'general_b'),
  ('ceiling', 'odour', 'decoration', 'fit_out', 'general_b'),
  ('ceiling', 'noise', 'other', 'civil', 'general_b'),
  ('ceiling', 'missing', 'other', 'civil', 'general_b'),
  ('ceiling', 'not_to_contract', 'other', 'civil', 'general_b'),
  ('ceiling', 'sound_insulation', 'other', 'civil', 'general_b'),
  ('floor', '', 'floor_hollow', 'civil', 'general_b'),
  ('floor', 'leak', 'wet_room_leak', 'waterproofing', 'general_a'),
  ('floor', 'mould', 'wet_room_leak', 'waterproofing', 'general_b'),
  ('floor', 'crack_hair', 'floor_hollow', 'civil', 'general_b'),
  ('floor', 'crack_through', 'structure', 'civil', 'complex'),
  ('floor', 'damaged', 'decoration', 'fit_out', 'general_b'),
  ('floor', 'stain', 'decoration', 'fit_out', 'general_b'),
  ('floor', 'drain_smell', 'equipment', 'plumbing_electrical', 'general_a'),
  ('floor', 'odour', 'decoration', 'fit_out', 'general_b'),
  ('floor', 'noise', 'other', 'civil', 'general_b'),
  ('floor', 'missing', 'other', 'civil', 'general_b'),
  ('floor', 'not_to_contract', 'other', 'civil', 'general_b'),
  ('floor', 'sound_insulation', 'other', 'civil', 'general_b'),
  ('floor', 'not_warm', 'heating', 'hvac', 'general_a'),
  ('door', '', 'door_window', 'doors_windows', 'general_b'),
  ('door', 'leak', 'wet_room_leak', 'doors_windows', 'general_a'),
  ('door', 'wont_open_close', 'door_window', 'doors_windows', 'general_a'),
  ('door', 'falling_off', 'door_window', 'doors_windows', 'general_a'),
  ('door', 'loose', 'door_window', 'doors_windows', 'general_a'),
  ('window', '', 'door_window', 'doors_windows', 'general_b'),
  ('window', 'leak', 'wet_room_leak', 'doors_windows', 'general_a'),
  ('window', 'wont_open_close', 'door_window', 'doors_windows', 'general_a'),
  ('window', 'falling_off', 'door_window', 'doors_windows', 'emergency'),
  ('window', 'loose', 'door_window', 'doors_windows', 'general_a'),
  ('window', 'damaged', 'door_window', 'doors_windows', 'general_a'),
  ('window', 'mould', 'door_window', 'doors_windows', 'general_b'),
  ('hardware', '', 'door_window', 'doors_windows', 'general_b'),
  ('hardware', 'wont_open_close', 'door_window', 'doors_windows', 'general_a'),
  ('hardware', 'falling_off', 'door_window', 'doors_windows', 'general_b'),
  ('hardware', 'leak', 'sanitary', 'plumbing_electrical', 'general_a'),
  ('waterproof', '', 'wet_room_leak', 'waterproofing', 'general_a'),
  ('waterproof', 'crack_through', 'wet_room_leak', 'waterproofing', 'complex'),
  ('waterproof', 'missing', 'wet_room_leak', 'waterproofing', 'general_b'),
  ('waterproof', 'not_to_contract', 'wet_room_leak', 'waterproofing', 'general_b'),
  ('waterproof', 'stain', 'wet_room_leak', 'waterproofing', 'general_b'),
  ('waterproof', 'uneven', 'wet_room_leak', 'waterproofing', 'general_b'),
  ('waterproof', 'mould', 'wet_room_leak', 'waterproofing', 'general_b'),
  ('water_supply', '', 'pipe_leak', 'plumbing_electrical', 'general_b'),
  ('water_supply', 'leak', 'pipe_leak', 'plumbing_electrical', 'general_a'),
  ('water_supply', 'damaged', 'pipe_leak', 'plumbing_electrical', 'general_a'),
  ('water_supply', 'loose', 'pipe_leak', 'plumbing_electrical', 'general_a'),
  ('water_supply', 'crack_hair', 'pipe_leak', 'plumbing_electrical', 'general_a'),
  ('water_supply', 'crack_through', 'pipe_leak', 'plumbing_electrical', 'general_a'),
  ('water_supply', 'falling_off', 'pipe_leak', 'plumbing_electrical', 'general_a'),
  ('water_supply', 'no_water_power', 'pipe_leak', 'plumbing_electrical', 'emergency'),
  ('water_supply', 'blocked', 'pipe_blocked', 'plumbing_electrical', 'general_a'),
  ('water_supply', 'low_pressure', 'equipment', 'plumbing_electrical', 'general_a'),
  ('water_supply', 'odour', 'equipment', 'plumbing_electrical', 'general_a'),
  ('water_supply', 'wont_open_close', 'equipment', 'plumbing_electrical', 'general_a'),
  ('water_supply', 'noise', 'equipment', 'plumbing_electrical', 'general_b'),
  ('water_supply', 'missing', 'equipment', 'plumbing_electrical', 'general_b'),
  ('water_supply', 'not_to_contract', 'equipment', 'plumbing_electrical', 'general_b'),
  ('water_supply', 'trips', 'electrical', 'plumbing_electrical', 'general_a'),
  ('water_supply', 'not_warm', 'equipment', 'plumbing_electrical', 'general_a'),
  ('drainage', '', 'pipe_leak', 'plumbing_electrical', 'general_b'),
  ('drainage', 'leak', 'pipe_leak', 'plumbing_electrical', 'general_a'),
  ('drainage', 'damaged', 'pipe_leak', 'plumbing_electrical', 'general_a'),
  ('drainage', 'loose', 'pipe_leak', 'plumbing_electrical', 'general_a'),
  ('drainage', 'crack_hair', 'pipe_leak', 'plumbing_electrical', 'general_a'),
  ('drainage', 'crack_through', 'pipe_leak', 'plumbing_electrical', 'general_a'),
  ('drainage', 'falling_off', 'pipe_leak', 'plumbing_electrical', 'general_a'),
  ('drainage', 'blocked', 'pipe_blocked', 'plumbing_electrical', 'general_a'),
  ('drainage', 'drain_smell', 'equipment', 'plumbing_electrical', 'general_a'),
  ('drainage', 'odour', 'equipment', 'plumbing_electrical', 'general_a'),
  ('drainage', 'noise', 'equipment', 'plumbing_electrical', 'general_b'),
  ('drainage', 'missing', 'equipment', 'plumbing_electrical', 'general_b'),
  ('drainage', 'not_to_contract', 'equipment', 'plumbing_electrical', 'general_b'),
  ('drainage', 'sound_insulation', 'equipment', 'plumbing_electrical', 'general_b'),
  ('drainage', 'no_water_power', 'pipe_blocked', 'plumbing_electrical', 'general_a'),
  ('strong_current', '', 'electrical', 'plumbing_electrical', 'general_a'),
  ('strong_current', 'leak', 'electrical', 'plumbing_electrical', 'emergency'),
  ('strong_current', 'no_water_power', 'electrical', 'plumbing_electrical', 'emergency'),
  ('strong_current', 'trips', 'electrical', 'plumbing_electrical', 'general_a'),
  ('strong_current', 'odour', 'electrical', 'plumbing_electrical', 'emergency'),
  ('strong_current', 'damaged', 'lamps_switches', 'plumbing_electrical', 'general_a'),
  ('strong_current', 'loose', 'lamps_switches', 'plumbing_electrical', 'general_a'),
  ('strong_current', 'falling_off', 'lamps_switches', 'plumbing_electrical', 'general_a'),
  ('strong_current', 'wont_open_close', 'lamps_switches', 'plumbing_electrical', 'general_a'),
  ('strong_current', 'noise', 'lamps_switches', 'plumbing_electrical', 'general_a'),
  ('strong_current', 'missing', 'lamps_switches', 'plumbing_electrical', 'general_b'),
  ('strong_current', 'not_to_contract', 'lamps_switches', 'plumbing_electrical', 'general_b'),
  ('strong_current', 'stain', 'lamps_switches', 'plumbing_electrical', 'general_b'),
  ('strong_current', 'uneven', 'lamps_switches', 'plumbing_electrical', 'general_b'),
  ('strong_current', 'out_of_square', 'lamps_switches', 'plumbing_electrical', 'general_b'),
  ('weak_current', '', 'electrical', 'intelligent', 'general_b'),
  ('weak_current', 'leak', 'electrical', 'intelligent', 'general_a'),
  ('weak_current', 'no_water_power', 'electrical', 'intelligent', 'general_a'),
  ('weak_current', 'trips', 'electrical', 'intelligent', 'general_a'),
  ('floor_heating', '', 'heating', 'hvac', 'general_a'),
  ('floor_heating', 'leak', 'heating', 'hvac', 'general_a'),
  ('floor_heating', 'crack_hair', 'heating', 'hvac', 'general_a'),
  ('floor_heating', 'crack_through', 'heating', 'hvac', 'general_a'),
  ('floor_heating', 'missing', 'heating', 'hvac', 'general_b'),
  ('floor_heating', 'not_to_contract', 'heating', 'hvac', 'general_b'),
  ('floor_heating', 'stain', 'heating', 'hvac', 'general_b'),
  ('floor_heating', 'noise', 'heating', 'hvac', 'general_b'),
  ('floor_heating', 'damaged', 'heating', 'hvac', 'general_b'),
  ('floor_heating', 'trips', 'electrical', 'plumbing_electrical', 'general_a'),
  ('air_conditioning', '', 'cooling', 'hvac', 'general_a'),
  ('air_conditioning', 'leak', 'cooling', 'hvac', 'general_a'),
  ('air_conditioning', 'trips', 'cooling', 'hvac', 'general_a'),
  ('air_conditioning', 'odour', 'cooling', 'hvac', 'general_b'),
  ('air_conditioning', 'mould', 'cooling', 'hvac', 'general_b'),
  ('air_conditioning', 'noise', 'cooling', 'hvac', 'general_b'),
  ('air_conditioning', 'falling_off', 'cooling', 'hvac', 'general_a'),
  ('air_conditioning', 'missing', 'cooling', 'hvac', 'general_b'),
  ('air_conditioning', 'not_to_contract', 'cooling', 'hvac', 'general_b'),
  ('air_conditioning', 'stain', 'cooling', 'hvac', 'general_b'),
  ('air_conditioning', 'damaged', 'cooling', 'hvac', 'general_b'),
  ('air_conditioning', 'not_warm', 'heating', 'hvac', 'general_a'),
  ('fresh_air', '', 'equipment', 'hvac', 'general_b'),
  ('fresh_air', 'leak', 'equipment', 'hvac', 'general_a'),
  ('fresh_air', 'trips', 'equipment', 'hvac', 'general_a'),
  ('fresh_air', 'no_water_power', 'equipment', 'hvac', 'general_a'),
  ('fresh_air', 'blocked', 'equipment', 'hvac', 'general_a'),
  ('hvac', '', 'equipment', 'hvac', 'general_b'),
  ('hvac', 'leak', 'equipment', 'hvac', 'general_a'),
  ('hvac', 'trips', 'equipment', 'hvac', 'general_a'),
  ('hvac', 'not_warm', 'heating', 'hvac', 'general_a'),
  ('hvac', 'no_water_power', 'equipment', 'hvac', 'general_a'),
  ('hvac', 'blocked', 'equipment', 'hvac', 'general_a'),
  ('hvac', 'wont_open_close', 'equipment', 'hvac', 'general_a'),
  ('hvac', 'falling_off', 'equipment', 'hvac', 'general_a'),
  ('gas', '', 'equipment', 'plumbing_electrical', 'general_a'),
  ('gas', 'leak', 'equipment', 'plumbing_electrical', 'emergency'),
  ('gas', 'odour', 'equipment', 'plumbing_electrical', 'emergency'),
  ('gas', 'damaged', 'equipment', 'plumbing_electrical', 'emergency'),
  ('gas', 'loose', 'equipment', 'plumbing_electrical', 'emergency'),
  ('gas', 'crack_hair', 'equipment', 'plumbing_electrical', 'emergency'),
  ('gas', 'crack_through', 'equipment', 'plumbing_electrical', 'emergency'),
  ('gas', 'falling_off', 'equipment', 'plumbing_electrical', 'emergency'),
  ('gas', 'stain', 'equipment', 'plumbing_electrical', 'general_b'),
  ('gas', 'missing', 'equipment', 'plumbing_electrical', 'general_b'),
  ('gas', 'not_to_contract', 'equipment', 'plumbing_electrical', 'general_b'),
  ('sanitary', '', 'sanitary', 'plumbing_electrical', 'general_b'),
  ('sanitary', 'leak', 'sanitary', 'plumbing_electrical', 'general_a'),
  ('sanitary', 'blocked', 'pipe_blocked', 'plumbing_electrical', 'general_a'),
  ('sanitary', 'drain_smell', 'sanitary', 'plumbing_electrical', 'general_a'),
  ('sanitary', 'odour', 'sanitary', 'plumbing_electrical', 'general_a'),
  ('sanitary', 'loose', 'sanitary', 'plumbing_electrical', 'general_a'),
  ('sanitary', 'wont_open_close', 'sanitary', 'plumbing_electrical', 'general_a'),
  ('sanitary', 'low_pressure', 'sanitary', 'plumbing_electrical', 'general_a'),
  ('sanitary', 'not_warm', 'sanitary', 'plumbing_electrical', 'general_a'),
  ('sanitary', 'no_water_power', 'sanitary', 'plumbing_electrical', 'general_a'),
  ('sanitary', 'crack_hair', 'sanitary', 'plumbing_electrical', 'general_a'),
  ('sanitary', 'crack_through', 'sanitary', 'plumbing_electrical', 'general_a'),
  ('sanitary', 'falling_off', 'sanitary', 'plumbing_electrical', 'general_a'),
  ('sanitary', 'trips', 'sanitary', 'plumbing_electrical', 'general_a'),
  ('cabinets', '', 'decoration', 'cabinets', 'general_b'),
  ('cabinets', 'leak', 'pipe_leak', 'plumbing_electrical', 'general_a'),
  ('cabinets', 'falling_off', 'decoration', 'cabinets', 'general_b'),
  ('cabinets', 'loose', 'decoration', 'cabinets', 'general_b'),
  ('cabinets', 'wont_open_close', 'decoration', 'cabinets', 'general_b'),
  ('cabinets', 'drain_smell', 'equipment', 'plumbing_electrical', 'general_a'),
  ('cabinets', 'odour', 'decoration', 'cabinets', 'general_b'),
  ('cabinets', 'blocked', 'pipe_blocked', 'plumbing_electrical', 'general_a'),
  ('tile', '', 'decoration', 'fit_out', 'general_b'),
  ('tile', 'hollow', 'floor_hollow', 'fit_out', 'general_b'),
  ('tile', 'leak', 'wet_room_leak', 'waterproofing', 'general_a'),
  ('tile', 'falling_off', 'decoration', 'fit_out', 'general_a'),
  ('tile', 'loose', 'decoration', 'fit_out', 'general_a'),
  ('tile', 'crack_through', 'structure', 'civil', 'complex'),
  ('tile', 'crack_hair', 'decoration', 'fit_out', 'general_b'),
  ('tile', 'mould', 'wet_room_leak', 'waterproofing', 'general_b'),
  ('timber_floor', '', 'decoration', 'fit_out', 'general_b'),
  ('timber_floor', 'leak', 'wet_room_leak', 'waterproofing', 'general_a'),
  ('timber_floor', 'mould', 'wet_room_leak', 'waterproofing', 'general_b'),
  ('timber_floor', 'odour', 'decoration', 'fit_out', 'general_b'),
  ('timber_floor', 'not_warm', 'heating', 'hvac', 'general_a'),
  ('timber_floor', 'crack_through', 'decoration', 'fit_out', 'general_b'),
  ('paint', '', 'decoration', 'fit_out', 'general_b'),
  ('paint', 'leak', 'wet_room_leak', 'waterproofing', 'general_a'),
  ('paint', 'mould', 'wet_room_leak', 'waterproofing', 'general_b'),
  ('paint', 'odour', 'decoration', 'fit_out', 'general_b'),
  ('paint', 'crack_through', 'structure', 'civil', 'complex'),
  ('appliances', '', 'equipment', 'appliances', 'general_b'),
  ('appliances', 'leak', 'equipment', 'appliances', 'general_a'),
  ('appliances', 'trips', 'equipment', 'appliances', 'general_a'),
  ('appliances', 'no_water_power', 'equipment', 'appliances', 'general_a'),
  ('appliances', 'not_warm', 'equipment', 'appliances', 'general_a'),
  ('appliances', 'wont_open_close', 'equipment', 'appliances', 'general_a'),
  ('appliances', 'blocked', 'equipment', 'appliances', 'general_a'),
  ('appliances', 'odour', 'equipment', 'appliances', 'general_a'),
  ('appliances', 'falling_off', 'equipment', 'appliances', 'general_a'),
  ('appliances', 'drain_smell', 'equipment', 'plumbing_electrical', 'general_a'),
  ('intelligent', '', 'equipment', 'intelligent', 'general_b'),
  ('intelligent', 'wont_open_close', 'equipment', 'intelligent', 'general_a'),
  ('intelligent', 'no_water_power', 'equipment', 'intelligent', 'general_a'),
  ('intelligent', 'trips', 'equipment', 'intelligent', 'general_a'),
  ('intelligent', 'leak', 'equipment', 'intelligent', 'general_a'),
  ('railing', '', 'decoration', 'civil', 'general_b'),
  ('railing', 'loose', 'decoration', 'civil', 'general_a'),
  ('railing', 'damaged', 'decoration', 'civil', 'general_a'),
  ('railing', 'falling_off', 'decoration', 'civil', 'general_a'),
  ('railing', 'missing', 'decoration', 'civil', 'general_a'),
  ('railing', 'crack_hair', 'decoration', 'civil', 'general_a'),
  ('railing', 'crack_through', 'decoration', 'civil', 'general_a'),
  ('railing', 'leak', 'wet_room_leak', 'waterproofing', 'general_a'),
  ('insulation', '', 'insulation', 'facade', 'general_b'),
  ('insulation', 'falling_off', 'insulation', 'facade', 'emergency'),
  ('insulation', 'leak', 'wet_room_leak', 'waterproofing', 'complex'),
  ('insulation', 'crack_through', 'insulation', 'facade', 'complex'),
  ('insulation', 'hollow', 'insulation', 'facade', 'complex'),
  ('insulation', 'loose', 'insulation', 'facade', 'complex'),
  ('insulation', 'mould', 'insulation', 'facade', 'general_b'),
  ('structure', '', 'structure', 'civil', 'complex'),
  ('structure', 'leak', 'wet_room_leak', 'waterproofing', 'complex'),
  ('structure', 'falling_off', 'structure', 'civil', 'complex'),
  ('structure', 'stain', 'structure', 'civil', 'general_b'),
  ('structure', 'mould', 'structure', 'civil', 'general_b'),
  ('structure', 'sanding', 'structure', 'civil', 'general_b'),
  ('other', '', 'other', 'civil', 'general_b'),
  ('other', 'leak', 'wet_room_leak', 'waterproofing', 'general_a');

-- What the owner should do until somebody comes.
update catalogue_rule set
  care_zh = '请把家具和贵重物品移开，滴水处用盆接住；水若靠近灯具或插座，请先关掉那一路的空气开关，不要触碰。请拍下位置、范围和时间，下雨前后各拍一张更好。',
  care_en = 'Please move furniture and valuables away and put a basin under drips. If water is near a lamp or socket, switch off that circuit breaker first and do not touch it. Please photograph the place, the extent and the time, ideally before and after rain.'
 where component = '' and symptom in ('leak')
   or component = 'wall' and symptom in ('leak')
   or component = 'door' and symptom in ('leak')
   or component = 'window' and symptom in ('leak')
   or component = 'paint' and symptom in ('leak')
   or component = 'railing' and symptom in ('leak')
   or component = 'insulation' and symptom in ('leak')
   or component = 'structure' and symptom in ('leak')
   or component = 'other' and symptom in ('leak');
update catalogue_rule set
  care_zh = '请暂时少用漏水处上方的淋浴和水盆，贵重物品移开；水若靠近灯具或插座，请先关掉那一路的空气开关，不要触碰。请拍下位置、范围和时间。',
  care_en = 'Please use the shower and basins above the leak as little as possible and move valuables away. If water is near a lamp or socket, switch off that circuit breaker first and do not touch it. Please photograph the place, the extent and the time.'
 where component = 'ceiling' and symptom in ('leak')
   or component = 'floor' and symptom in ('leak')
   or component = 'waterproof' and symptom in ('', 'crack_through')
   or component = 'tile' and symptom in ('leak')
   or component = 'timber_floor' and symptom in ('leak');
update catalogue_rule set
  care_zh = '请先关闭漏水处的角阀或入户水表旁的总阀，贵重物品移开；积水靠近插座时请先断电，不要触碰。水若止不住，请马上打项目服务电话。',
  care_en = 'Please close the valve at the leak or the main valve by the water meter first and move valuables away. Where water stands near a socket, switch off the power first and do not touch it. If the water cannot be stopped, please call the project hotline at once.'
 where component = 'hardware' and symptom in ('leak')
   or component = 'water_supply' and symptom in ('leak', 'damaged', 'loose', 'crack_hair', 'crack_through', 'falling_off')
   or component = 'sanitary' and symptom in ('leak')
   or component = 'cabinets' and symptom in ('leak')
   or component = 'appliances' and symptom in ('leak');
update catalogue_rule set
  care_zh = '请暂停使用这一路的洗手盆、地漏、马桶和洗衣机，不要倒入强力疏通剂；污水外溢时请关掉总水阀并马上打项目服务电话。',
  care_en = 'Please stop using the basins, floor drains, toilet and washing machine on this pipe and do not pour in strong drain cleaner. If sewage overflows, close the main valve and call the project hotline at once.'
 where component = '' and symptom in ('blocked')
   or component = 'drainage' and symptom in ('leak', 'damaged', 'loose', 'crack_hair', 'crack_through', 'falling_off', 'blocked', 'no_water_power')
   or component = 'sanitary' and symptom in ('blocked')
   or component = 'cabinets' and symptom in ('blocked');
update catalogue_rule set
  care_zh = '请往地漏里倒一杯清水补上水封，平时盖好地漏，打开窗户通风。',
  care_en = 'Please pour a glass of water into the floor drain to fill its trap, keep the drain covered and open a window.'
 where component = '' and symptom in ('drain_smell')
   or component = 'floor' and symptom in ('drain_smell')
   or component = 'drainage' and symptom in ('drain_smell', 'odour')
   or component = 'sanitary' and symptom in ('drain_smell', 'odour')
   or component = 'cabinets' and symptom in ('drain_smell')
   or component = 'appliances' and symptom in ('drain_smell');
update catalogue_rule set
  care_zh = '请先关掉对应的空气开关，不要触碰插座、裸露的电线和潮湿的墙面，也不要反复合闸；请老人和孩子远离。',
  care_en = 'Please switch off that circuit breaker first. Do not touch sockets, bare wires or wet walls and do not keep resetting the breaker. Please keep children and older people away.'
 where component = 'strong_current' and symptom in ('leak', 'odour', 'damaged', 'loose', 'falling_off', 'wont_open_close', 'noise')
   or component = 'weak_current' and symptom in ('leak')
   or component = 'appliances' and symptom in ('odour')
   or component = 'intelligent' and symptom in ('leak');
update catalogue_rule set
  care_zh = '请拔掉这一路的电器后只试合一次闸；仍然跳闸就不要再合，等维修人员检查。',
  care_en = 'Please unplug the appliances on this circuit and try the breaker once. If it trips again, leave it off until a technician has checked it.'
 where component = '' and symptom in ('trips')
   or component = 'water_supply' and symptom in ('trips')
   or component = 'strong_current' and symptom in ('trips')
   or component = 'floor_heating' and symptom in ('trips')
   or component = 'air_conditioning' and symptom in ('trips')
   or component = 'fresh_air' and symptom in ('trips')
   or component = 'hvac' and symptom in ('trips')
   or component = 'sanitary' and symptom in ('trips')
   or component = 'appliances' and symptom in ('trips');
update catalogue_rule set
  care_zh = '请先看入户电箱总开关是否跳开、水表旁总阀是否打开，并确认没有停水停电通知或欠费；仍无水无电请马上打项目服务电话。',
  care_en = 'Please check the main switch in the home, the main valve by the water meter, and that there is no announced cut and no unpaid bill. If there is still no water or power, please call the project hotline at once.'
 where component = '' and symptom in ('no_water_power')
   or component = 'water_supply' and symptom in ('no_water_power')
   or component = 'strong_current' and symptom in ('no_water_power');
update catalogue_rule set
  care_zh = '请立即关闭燃气表前阀门，开窗通风，不要开关任何电器，不要点火，人员先离开；到室外后先打当地燃气公司抢修电话，再打项目服务电话。',
  care_en = 'Close the valve in front of the gas meter at once and open the windows. Do not switch anything electrical on or off, do not light anything, and leave the home. Once outside, call the emergency number of the gas company first and then the project hotline.'
 where component = 'gas' and symptom in ('leak', 'odour', 'damaged', 'loose', 'crack_hair', 'crack_through', 'falling_off');
update catalogue_rule set
  care_zh = '请先关闭燃气阀门，暂不使用燃气具；不要自行拆改燃气管道。',
  care_en = 'Please close the gas valve first and do not use gas appliances for now. Do not take apart or change gas pipes yourself.'
 where component = 'gas' and symptom in ('', 'stain', 'missing', 'not_to_contract');
update catalogue_rule set
  care_zh = '请远离可能掉落的部位，不要在下方停留或放置物品，请老人和孩子绕行；不要自行敲打清理。',
  care_en = 'Please keep away from what may fall, do not stay or put things below it, and let children and older people go around. Do not knock it off yourself.'
 where component = '' and symptom in ('falling_off')
   or component = 'wall' and symptom in ('falling_off', 'loose')
   or component = 'ceiling' and symptom in ('falling_off', 'loose')
   or component = 'door' and symptom in ('falling_off', 'loose')
   or component = 'hardware' and symptom in ('falling_off')
   or component = 'air_conditioning' and symptom in ('falling_off')
   or component = 'hvac' and symptom in ('falling_off')
   or component = 'sanitary' and symptom in ('falling_off')
   or component = 'cabinets' and symptom in ('falling_off', 'loose')
   or component = 'tile' and symptom in ('falling_off', 'loose')
   or component = 'appliances' and symptom in ('falling_off')
   or component = 'insulation' and symptom in ('falling_off', 'crack_through', 'hollow', 'loose')
   or component = 'structure' and symptom in ('falling_off');
update catalogue_rule set
  care_zh = '请不要敲打、填补或遮盖裂缝，拍下位置、长度和宽度（旁边放一把尺）；裂缝变大时请及时告诉我们。',
  care_en = 'Please do not knock at, fill or cover the crack. Photograph its place, length and width with a ruler beside it, and tell us soon if it grows.'
 where component = '' and symptom in ('crack_through')
   or component = 'wall' and symptom in ('crack_hair', 'crack_through')
   or component = 'ceiling' and symptom in ('crack_hair', 'crack_through')
   or component = 'floor' and symptom in ('crack_hair', 'crack_through')
   or component = 'tile' and symptom in ('crack_through')
   or component = 'paint' and symptom in ('crack_through')
   or component = 'structure' and symptom in ('');
update catalogue_rule set
  care_zh = '请不要倚靠、攀爬或晾挂物品，请孩子远离，维修前不要使用这一段。',
  care_en = 'Please do not lean on it, climb it or hang things on it. Keep children away and do not use this part before it is repaired.'
 where component = 'railing' and symptom in ('loose', 'damaged', 'falling_off', 'missing', 'crack_hair', 'crack_through');
update catalogue_rule set
  care_zh = '玻璃破损或窗扇松动时，请不要开关这扇窗，远离下方，不要徒手触碰碎玻璃。',
  care_en = 'If glass is broken or the sash is loose, please do not open or close this window, keep away from below it, and do not touch broken glass with bare hands.'
 where component = 'window' and symptom in ('wont_open_close', 'falling_off', 'loose', 'damaged');
update catalogue_rule set
  care_zh = '请先看分集水器阀门是否打开、温控器是否设好；不要自行放水或拆卸。家里有老人、孩子请告诉我们。',
  care_en = 'Please check that the valves of the manifold are open and the thermostat is set. Do not drain or take apart anything yourself. Please tell us if there are children or older people at home.'
 where component = '' and symptom in ('not_warm')
   or component = 'floor' and symptom in ('not_warm')
   or component = 'floor_heating' and symptom in ('')
   or component = 'air_conditioning' and symptom in ('not_warm')
   or component = 'hvac' and symptom in ('not_warm')
   or component = 'timber_floor' and symptom in ('not_warm');
update catalogue_rule set
  care_zh = '请先关闭分集水器的进、回水阀门，用盆接水，移开物品并把水擦干；积水靠近插座时请先断电。',
  care_en = 'Please close the supply and return valves of the manifold, put a basin under the leak, move things away and wipe up the water. Where water stands near a socket, switch off the power first.'
 where component = 'floor_heating' and symptom in ('leak', 'crack_hair', 'crack_through');
update catalogue_rule set
  care_zh = '请关机并断开空调电源，滴水处用盆接住。',
  care_en = 'Please switch the air conditioning off and cut its power, and put a basin under drips.'
 where component = 'air_conditioning' and symptom in ('leak')
   or component = 'fresh_air' and symptom in ('leak')
   or component = 'hvac' and symptom in ('leak');
update catalogue_rule set
  care_zh = '请保持通风，擦拭时戴口罩和手套；不要在发霉处重新刷漆，以免盖住渗水的痕迹。',
  care_en = 'Please keep the room aired and wear a mask and gloves when wiping. Do not paint over the mould, so that traces of water stay visible.'
 where component = '' and symptom in ('mould')
   or component = 'wall' and symptom in ('mould')
   or component = 'ceiling' and symptom in ('mould')
   or component = 'floor' and symptom in ('mould')
   or component = 'window' and symptom in ('mould')
   or component = 'waterproof' and symptom in ('mould')
   or component = 'tile' and symptom in ('mould')
   or component = 'timber_floor' and symptom in ('mould')
   or component = 'paint' and symptom in ('mould')
   or component = 'insulation' and symptom in ('mould');
update catalogue_rule set
  care_zh = '请多开窗通风，敏感人群暂时不要久留；先不要使用遮味产品，以便查找来源。',
  care_en = 'Please air the rooms well. Sensitive people should not stay long for now. Please do not cover the odour, so that its source can be found.'
 where component = '' and symptom in ('odour')
   or component = 'wall' and symptom in ('odour')
   or component = 'ceiling' and symptom in ('odour')
   or component = 'floor' and symptom in ('odour')
   or component = 'cabinets' and symptom in ('odour')
   or component = 'timber_floor' and symptom in ('odour')
   or component = 'paint' and symptom in ('odour');

-- What the place changes: a leak of the roof has a longer warranty than one of a wall, a door that
-- does not lock is an emergency at the entrance.  '' changes nothing (warranty_code, trade, urgency)
-- or matches any (component, symptom).
create table catalogue_place_rule (
    place         text not null,
    component     text not null,
    symptom       text not null,
    warranty_code text not null default '',
    trade         text not null default '',
    urgency       text not null default '',
    care_zh       text not null default '',
    care_en       text not null default '',
    primary key (place, component, symptom)
);
insert into catalogue_place_rule (place, component, symptom, warranty_code, trade, urgency) values
  ('roof', 'wall', 'leak', 'roof_leak', 'waterproofing', ''),
  ('roof', 'ceiling', 'leak', 'roof_leak', 'waterproofing', ''),
  ('roof', 'floor', 'leak', 'roof_leak', 'waterproofing', ''),
  ('roof', 'waterproof', 'leak', 'roof_leak', 'waterproofing', ''),
  ('roof', 'tile', 'leak', 'roof_leak', 'waterproofing', ''),
  ('roof', 'paint', 'leak', 'roof_leak', 'waterproofing', ''),
  ('roof', 'structure', 'leak', 'roof_leak', 'waterproofing', ''),
  ('roof', 'insulation', 'leak', 'roof_leak', 'waterproofing', ''),
  ('roof', 'other', 'leak', 'roof_leak', 'waterproofing', ''),
  ('basement', 'wall', 'leak', 'basement_leak', 'waterproofing', ''),
  ('basement', 'ceiling', 'leak', 'basement_leak', 'waterproofing', ''),
  ('basement', 'floor', 'leak', 'basement_leak', 'waterproofing', ''),
  ('basement', 'waterproof', 'leak', 'basement_leak', 'waterproofing', ''),
  ('basement', 'tile', 'leak', 'basement_leak', 'waterproofing', ''),
  ('basement', 'paint', 'leak', 'basement_leak', 'waterproofing', ''),
  ('basement', 'structure', 'leak', 'basement_leak', 'waterproofing', ''),
  ('basement', 'insulation', 'leak', 'basement_leak', 'waterproofing', ''),
  ('basement', 'other', 'leak', 'basement_leak', 'waterproofing', ''),
  ('garage', 'wall', 'leak', 'basement_leak', 'waterproofing', ''),
  ('garage', 'ceiling', 'leak', 'basement_leak', 'waterproofing', ''),
  ('garage', 'floor', 'leak', 'basement_leak', 'waterproofing', ''),
  ('garage', 'waterproof', 'leak', 'basement_leak', 'waterproofing', ''),
  ('garage', 'tile', 'leak', 'basement_leak', 'waterproofing', ''),
  ('garage', 'paint', 'leak', 'basement_leak', 'waterproofing', ''),
  ('garage', 'structure', 'leak', 'basement_leak', 'waterproofing', ''),
  ('garage', 'insulation', 'leak', 'basement_leak', 'waterproofing', ''),
  ('garage', 'other', 'leak', 'basement_leak', 'waterproofing', ''),
  ('facade', '', 'leak', 'wet_room_leak', '', 'complex'),
  ('facade', '', 'falling_off', '', 'facade', 'emergency'),
  ('facade', 'wall', 'hollow', '', 'facade', 'complex'),
  ('facade', 'wall', 'loose', '', 'facade', 'complex'),
  ('facade', 'wall', 'crack_hair', '', 'facade', 'complex'),
  ('facade', 'tile', 'hollow', '', 'facade', 'complex'),
  ('facade', 'tile', 'loose', '', 'facade', 'complex'),
  ('facade', 'tile', 'crack_hair', '', 'facade', 'complex'),
  ('facade', 'paint', 'hollow', '', 'facade', 'complex'),
  ('facade', 'paint', 'loose', '', 'facade', 'complex'),
  ('facade', 'paint', 'crack_hair', '', 'facade', 'complex'),
  ('facade', 'insulation', 'hollow', '', 'facade', 'complex'),
  ('facade', 'insulation', 'loose', '', 'facade', 'complex'),
  ('facade', 'insulation', 'crack_hair', '', 'facade', 'complex'),
  ('facade', 'other', 'hollow', '', 'facade', 'complex'),
  ('facade', 'other', 'loose', '', 'facade', 'complex'),
  ('facade', 'other', 'crack_hair', '', 'facade', 'complex'),
  ('facade', '', 'crack_through', '', '', 'complex'),
  ('lift', '', '', 'equipment', 'lift', 'general_a'),
  ('lift', '', 'wont_open_close', 'equipment', 'lift', 'emergency'),
  ('lift', '', 'stain', 'equipment', 'lift', 'general_b'),
  ('lift', '', 'missing', 'equipment', 'lift', 'general_b'),
  ('landscape', 'wall', '', '', 'landscape', ''),
  ('landscape', 'floor', '', '', 'landscape', ''),
  ('landscape', 'tile', '', '', 'landscape', ''),
  ('landscape', 'railing', '', '', 'landscape', ''),
  ('landscape', 'other', '', '', 'landscape', ''),
  ('garden', 'wall', '', '', 'landscape', ''),
  ('garden', 'floor', '', '', 'landscape', ''),
  ('garden', 'tile', '', '', 'landscape', ''),
  ('garden', 'railing', '', '', 'landscape', ''),
  ('garden', 'other', '', '', 'landscape', ''),
  ('entrance', 'door', '', '', 'entrance_door', ''),
  ('entrance', 'door', 'wont_open_close', '', 'entrance_door', 'emergency'),
  ('entrance', 'hardware', 'wont_open_close', '', 'entrance_door', 'emergency');
update catalogue_place_rule set
  care_zh = '被困时请不要扒门，按轿厢内的呼叫按钮等待救援；没有人被困时请勿使用这台电梯。',
  care_en = 'If you are trapped, do not force the doors, press the call button in the car and wait for help. If nobody is trapped, please do not use this lift.'
 where place = 'lift';
update catalogue_place_rule set
  care_zh = '请不要用力硬拧钥匙或撬门；被关在门外或门锁不上时，请马上打项目服务电话。',
  care_en = 'Please do not force the key or the door. If you are locked out or the door cannot be locked, call the project hotline at once.'
 where place = 'entrance' and symptom = 'wont_open_close';
update catalogue_place_rule set
  care_zh = '请远离可能掉落的部位，不要在下方停留或放置物品，请老人和孩子绕行；不要自行敲打清理。',
  care_en = 'Please keep away from what may fall, do not stay or put things below it, and let children and older people go around. Do not knock it off yourself.'
 where place = 'facade' and symptom in ('falling_off', 'hollow', 'loose');
update catalogue_place_rule set
  care_zh = '请把家具和贵重物品移开，滴水处用盆接住；水若靠近灯具或插座，请先关掉那一路的空气开关，不要触碰。请拍下位置、范围和时间，下雨前后各拍一张更好。',
  care_en = 'Please move furniture and valuables away and put a basin under drips. If water is near a lamp or socket, switch off that circuit breaker first and do not touch it. Please photograph the place, the extent and the time, ideally before and after rain.'
 where place in ('roof', 'basement', 'garage', 'facade') and symptom = 'leak';
