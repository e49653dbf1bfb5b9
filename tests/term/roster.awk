# SPDX-License-Identifier: MIT
# A school's roster as its office would hand it out: fictional names, four
# characters that need GB18030, class names spelled five ways.  -v rows=N.
# Row 7 is always 韦晓彤 of 八(3).  UTF-8 out; iconv makes GB18030 of it.
BEGIN {
    srand(20260326)
    ns = split("李 王 张 刘 陈 杨 黄 赵 吴 周 徐 孙 马 朱 胡 林 郭 何 高 罗 梁 覃 韦 莫 农 蒙 陆 蓝 闭 欧阳", surname, " ")
    na = split("子 梓 雨 思 嘉 欣 文 志 晓 海 俊 诗 佳 浩 丽 明 婷 宇 琪 博", first, " ")
    nb = split("涵 轩 萱 敏 豪 怡 静 勇 彤 燕 杰 琳 辉 源 墨 妍 强 洁 桐 宁", second, " ")
    nr = split("䶮 㛃 𬱖 𠮷", rare, " ")
    split("七 八 九", grade, " ")
    split("初一 初二 初三", stage, " ")
    printf "学生姓名,性别,出生日期,全国学籍号,班级名称,就读方式,脱贫户\r\n"
    for (i = 1; i <= rows; i++) {
        name = surname[1 + int(rand() * ns)] first[1 + int(rand() * na)] second[1 + int(rand() * nb)]
        if (i % 300 == 0) name = surname[1 + i % ns] rare[i / 300 % nr + 1]
        g = i % 3
        class = 1 + int(i / 3) % 9
        if (i == 7) { name = "韦晓彤"; g = 1; class = 3 }
        born = sprintf("%d%02d%02d", 2012 - g, 1 + i % 12, 1 + i % 28)
        spelling = i % 5
        if (spelling == 0) said = grade[g + 1] "年级" class "班"
        if (spelling == 1) said = sprintf("%02d%02d", 7 + g, class)
        if (spelling == 2) said = grade[g + 1] "(" class ")班"
        if (spelling == 3) said = stage[g + 1] "（" class "）班"
        if (spelling == 4) said = year - g "级" class "班"
        printf "%s,%s,%s,G4508812012%08d,%s,%s,%s\r\n", name, i % 2 ? "女" : "男", born, i, said,
            i % 4 ? "走读" : "住校", i % 9 ? "否" : "是"
    }
}
