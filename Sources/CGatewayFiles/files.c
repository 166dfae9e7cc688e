#include "CGatewayFiles.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const uint8_t chat_html[] = {
#embed "../HTTPGateway/Page/chat.html"
};
static const uint8_t chat_css[] = {
#embed "../HTTPGateway/Page/chat.css"
};
static const uint8_t chat_js[] = {
#embed "../HTTPGateway/Page/chat.js"
};
static const uint8_t embed_js[] = {
#embed "../HTTPGateway/Page/embed.js"
};
static const uint8_t icon_svg[] = {
#embed "../HTTPGateway/Page/icon.svg"
};
static const uint8_t openapi_json[] = {
#embed "../HTTPGateway/OpenAPI/openapi.json"
};
static const uint8_t openapi_chat_json[] = {
#embed "../HTTPGateway/OpenAPI/openapi-chat.json"
};

#define FILE_OF(name, bytes) {name, bytes, sizeof bytes}

static const gateway_file files[] = {
    FILE_OF("chat.html", chat_html),       FILE_OF("chat.css", chat_css),
    FILE_OF("chat.js", chat_js),           FILE_OF("embed.js", embed_js),
    FILE_OF("icon.svg", icon_svg),
    FILE_OF("openapi.json", openapi_json), FILE_OF("openapi-chat.json", openapi_chat_json),
};

size_t gateway_file_count(void) { return sizeof files / sizeof *files; }

gateway_file gateway_file_at(size_t index) { return files[index]; }
