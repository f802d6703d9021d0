/* care.c -- see care.h; the first row that fits counts. */
#include "rooms/archive/care.h"

#include "base/must.h"
#include "base/words.h"

#include <string.h>

#define WET                                                                                                                      \
    W("48 小时内请保持通风，一周内不要擦洗修过的墙面和顶棚；两周内请留意有没有新的水渍，" \
      "有就拍照报修")

static const struct {
    const char *component, *symptom; /* "" fits all */
    const char *note;
} notes[] = {
    { "ceiling", "leak", WET },
    { "wall", "leak", WET },
    { "window", "leak",
      W("密封胶 24 小时内不要碰水，48 小时内不要用力开关窗；下一场雨后请看一眼窗边和窗台") },
    { "waterproof", "",
      W("修过的地面 48 "
        "小时内不要积水，一周内不要在上面钻孔；地漏保持畅通，装修时请不要破坏防水层") },
    { "water_supply", "",
      W("24 小时内请留意接口有没有滴水；长期不在家时请关总阀，冬天注意管道防冻") },
    { "drainage", "",
      W("24 小时内请不要倒入热油和强力疏通剂；地漏请常补水，毛发和纸巾不要冲入下水") },
    { "sanitary", "",
      W("玻璃胶 24 小时内不要碰水，台面和洁具 48 小时内不要重压；清洁请用中性清洁剂") },
    { "tile", "", W("48 小时内不要踩踏和重压，72 小时内不要用水冲洗；勾缝干透后再清洁") },
    { "floor", "", W("地面 72 小时内不要重压和拖水，家具请垫好再移回") },
    { "timber_floor", "", W("24 小时内不要踩踏，一周内不要用湿拖把；家具请抬放，不要拖动") },
    { "ceiling", "", W("48 小时内请保持通风，一周内不要擦洗修过的地方") },
    { "wall", "", W("48 小时内请保持通风，一周内不要擦洗修过的地方") },
    { "paint", "", W("48 小时内请保持通风，一周内不要擦洗修过的地方") },
    { "structure", "", W("一个月内请留意裂缝有没有变化，有变化就拍照报修；请不要在修补处打孔") },
    { "insulation", "", W("一周内不要在修补处打孔或挂重物") },
    { "door", "", W("密封胶和粘接处 24 小时内不要受力；合页和锁请不要自行加油，有异响就报修") },
    { "window", "", W("密封胶 24 小时内不要碰水，48 小时内不要用力开关窗") },
    { "hardware", "", W("24 小时内不要受重力；请不要自行拆装，松动就报修") },
    { "strong_current", "",
      W("请试用几天，如果再跳闸或插座发热，请断开那一路并报修；请不要自行改动线路") },
    { "weak_current", "", W("请试用几天，如果信号再中断，请报修；请不要自行改动线路") },
    { "floor_heating", "",
      W("请逐步升温，每天不超过 3℃；48 小时内请留意接口有没有渗水，地面不要打孔") },
    { "air_conditioning", "", W("首次使用请连续运行一小时，留意冷凝水是否排得畅；滤网请按月清洗") },
    { "gas", "", W("请每天闻一闻有没有异味；有异味时先关阀开窗，不要开关电器，并马上报修") },
    { "railing", "", W("粘接和锚固处 72 小时内不要倚靠，请看好孩子") },
    { "cabinets", "", W("胶粘处 24 小时内不要受力，柜内请保持干燥") },
    { "", "", W("请试用几天，同样的问题再出现时，凭验收单编号报修即可，不必重复说明") },
};

const char *care_note(const char *component, const char *symptom)
{
    size_t i = 0;

    while (i + 1 < LEN(notes) && (strcmp(notes[i].component, component) != 0 ||
                                  (*notes[i].symptom && strcmp(notes[i].symptom, symptom) != 0)))
        i++;
    return notes[i].note;
}
