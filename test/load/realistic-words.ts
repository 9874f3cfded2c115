/** What people of five scripts type into the cells of a service desk's exports: none of it taken from the product. */
export const REALISTIC: Record<string, string[]> = {
  gb18030: (
    "王伟 李娜 张敏 刘洋 陈静 杨帆 赵磊 黄丽华 周建国 吴秀英 徐志强 孙小燕 马云飞 朱红梅 胡海波 郭涛 何雪 高翔 林志玲 罗永浩 郑爽 梁朝伟 " +
    "谢霆锋 宋佳 唐嫣 许晴 韩庚 冯小刚 邓超 曹操 彭于晏 曾志伟 萧山 田雨 董洁 潘粤明 袁泉 蔡依林 蒋欣 余文乐 于和伟 杜鹃 叶问 程潇 苏有朋 魏晨 吕布 丁磊 任泉 " +
    "厨房水龙头漏水 电梯停运 楼道灯不亮 下水道堵塞 空调不制冷 热水器打不着火 门禁卡失灵 物业费怎么缴 发票开错了 快递没有收到 包装破损 少发一件 颜色与图片不符 要求退款 客服态度差 " +
    "响应太慢 已电话联系业主 维修人员下午上门 业主不在家 改约明天 已更换阀门 处理完毕 用户表示满意 希望尽快解决 多次催促无人处理 噪音扰民 车位被占 垃圾未清运 绿化带枯死 " +
    "北京市朝阳区建国路88号 上海浦东新区 广州天河 深圳南山 杭州西湖区文三路 成都武侯 武汉光谷 西安雁塔 南京鼓楼 重庆渝北 苏州工业园 青岛崂山 3号楼2单元501室 幸福里小区 万科城市花园 " +
    "按时交货 质量合格 拒货 返修 华北 华南 泰国 货品1 已签收 运输中 待付款 已取消 微信小程序 企业公众号 热线电话 投诉建议箱 现场受理 转派二线 挂起等待配件"
  ).split(" "),
  big5: (
    "王小明 陳怡君 林志豪 張雅婷 李建宏 黃淑芬 吳美玲 劉俊傑 蔡宗翰 楊惠雯 許家豪 鄭欣怡 謝承恩 郭柏宏 洪嘉慧 邱冠宇 曾國城 廖偉銘 賴清德 周杰倫 葉宜津 蘇貞昌 " +
    "廚房水龍頭漏水 電梯故障 樓梯間燈不亮 馬桶堵塞 冷氣不冷 熱水器點不著火 門禁卡失效 管理費如何繳納 發票開立錯誤 包裹沒有收到 外盒破損 少寄一件 顏色與照片不符 要求退款 客服態度不佳 " +
    "回覆太慢 已電話聯絡住戶 維修人員下午到府 住戶不在家 改約明天 已更換零件 處理完成 客戶表示滿意 希望儘快解決 多次反映無人處理 噪音擾鄰 車位被佔用 垃圾未清 " +
    "台北市信義區 新北市板橋區 台中西屯 高雄左營 台南東區 桃園中壢 新竹科學園區 基隆 宜蘭 花蓮 香港九龍塘 旺角 客訴 諮詢 報修 退換貨 已結案 處理中 待回覆 網路 電話 臨櫃"
  ).split(" "),
  shift_jis: (
    "佐藤健一 鈴木花子 高橋誠 田中美咲 渡辺直樹 伊藤さくら 山本太郎 中村優子 小林大輔 加藤恵 吉田翔太 山田一郎 斎藤由美 松本亮 井上愛 " +
    "水漏れの修理をお願いします 電話がつながらない エレベーターが止まった エアコンが効かない 商品が届かない 箱が破れていた 色が写真と違う 返品したい 対応が遅い 担当者から連絡済み " +
    "午後訪問予定 不在のため再訪 部品交換済み 完了 対応中 未対応 東京都新宿区 大阪市北区 名古屋市中区 札幌市中央区 福岡市博多区 横浜市西区 クレーム 問い合わせ 修理依頼 キャンセル " +
    "ありがとうございました とても満足 やや不満 普通 アプリ メール 窓口 カスタマーセンター"
  ).split(" "),
  "euc-kr": (
    "김민수 이영희 박지훈 최수진 정현우 강미경 조성민 윤서연 장동건 임지은 한승우 오세훈 서정민 신은경 권나라 황정음 안성기 송혜교 홍길동 " +
    "수도꼭지에서 물이 샙니다 엘리베이터 고장 에어컨이 작동하지 않음 배송이 늦어요 상품이 파손되었습니다 환불 요청 상담원이 불친절함 답변이 너무 느립니다 고객님께 연락 완료 오후 방문 예정 " +
    "부품 교체 완료 처리중 접수 완료 보류 서울특별시 강남구 부산광역시 해운대구 대구 수성구 인천 남동구 대전 유성구 문의 불만 수리 신청 전화 이메일 방문 매우 만족 보통 불만족"
  ).split(" "),
  "windows-1252": (
    "Jürgen Müller|François Lefèvre|José Muñoz|Åsa Öberg|Søren Kjær|André Conceição|Zoë Brontë|Renée Dupré|Björn Ångström|Günther Groß|María Peña|João Simões|Łódź?|Café crème|" +
    "Rückgabe gewünscht|Gerät defekt|Lieferung verspätet|Kunde war nicht zu erreichen – Rückruf|Reclamação resolvida|Atraso na entrega do produto, não chegou|Muito bom, recomendo!|" +
    "produit endommagé à la réception|délai dépassé|très satisfait|l’appareil ne fonctionne pas|compañía telefónica|avería del ascensor|señal débil|“urgent” – call back|naïve|" +
    "Straße 12, Köln|Zürich|São Paulo|Málaga|Göteborg|København|Besançon|Düsseldorf|25 °C|£120|€ 45,00|½ price|temperature > 30°|résumé|Été|À traiter|Überweisung|Österreich|Großkunde"
  )
    .replace("Łódź?|", "")
    .split("|"),
};
REALISTIC["utf-8"] = Object.values(REALISTIC).flat();
