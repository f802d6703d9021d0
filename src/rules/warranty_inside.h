/* warranty_inside.h -- between the arithmetic of a verdict and its sentence. */
#pragma once
#include "rules/warranty.h"

#define PROMISE_SOURCE "《商品房销售管理办法》第三十三条及合同约定"
#define MAX_SOURCE     "《商品房销售管理办法》第三十三条"

/* The verdict in one Chinese sentence; v is complete but for its explain. */
const char *warranty_sentence(struct arena *mem, const struct warranty_question *q,
                              const struct verdict *v);
