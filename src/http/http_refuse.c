/*
 * http_refuse.c -- the refusals of the HTTP floor; see http_refuse.h.
 */
#include "http/http_refuse.h"

const struct refusal refuse_framing = { 400, "bad_framing", "Bad Request",
                                        "请求的长度标注有误，已断开连接。 / The length of the "
                                        "request is ambiguous; the connection was closed." };
const struct refusal refuse_header = { 400, "bad_header", "Bad Request",
                                       "请求头有误。 / A header of the request is malformed." };
const struct refusal refuse_path = {
    400, "bad_path", "Bad Request",
    "网址有误，请检查后再打开。 / The address is malformed; please check it."
};
const struct refusal refuse_text = {
    400, "bad_text", "Bad Request",
    "内容不是有效的 UTF-8 文字。 / The content is not valid UTF-8 text."
};
const struct refusal refuse_form = {
    400, "bad_form", "Bad Request",
    "表单没有完整送达，请再提交一次。 / The form did not arrive complete; please send it again."
};
const struct refusal refuse_fields = { 400, "too_many_fields", "Bad Request",
                                       "一次提交的项目太多，请分几次提交。 / Too many fields or "
                                       "files at once; please send them in parts." };
const struct refusal refuse_too_big = { 413, "too_big", "Content Too Large",
                                        "内容太大，请缩小或分几次提交。 / The content is too "
                                        "large; please reduce it or send it in parts." };
const struct refusal refuse_media = {
    415, "media_unsupported", "Unsupported Media Type",
    "不支持这种内容格式。 / This kind of content is not supported."
};
const struct refusal refuse_method = {
    501, "method_unknown", "Not Implemented",
    "不支持这种请求方法。 / This request method is not supported."
};
const struct refusal refuse_busy = {
    503, "busy", "Service Unavailable",
    "现在使用的人较多，请稍后再试。 / The service is busy; please try again in a moment."
};
const struct refusal refuse_disk = {
    503, "spool_failed", "Service Unavailable",
    "文件暂时无法保存，请稍后再试。 / The file cannot be stored right now; please try again later."
};
const struct refusal refuse_internal = {
    500, "internal", "Internal Server Error",
    "系统出错了，您的内容没有保存，请再试一次。 / Something went wrong on our side; nothing was "
    "saved, please try again."
};
